OPENQASM 2.0;
include "qelib1.inc";
gate fsim(hop,phi) a,b { cx a,b; h a; cx b,a; rz(-hop) a; cx b,a; rz(hop) a; h a; cx a,b; rz(-phi/2) a; rz(-phi/2) b; cx a,b; rz(phi/2) b; cx a,b; }
gate mine(x) a,b { barrier a,b; rx(sin(x)^2+ln(exp(x))) a; fsim(x,-x) b,a; }
qreg q[3];
mine(0.3) q[2],q[0];
