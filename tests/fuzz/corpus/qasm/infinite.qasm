OPENQASM 2.0;
include "qelib1.inc";
qreg q[2];
rx(1/0) q[0];
crx(1e999) q[0],q[1];
