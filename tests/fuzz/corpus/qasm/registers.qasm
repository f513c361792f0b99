OPENQASM 2.0;
include "qelib1.inc";
qreg a[64];
qreg b[64];
creg c[2147483647];
qreg d[-1];
