OPENQASM 2.0;
include "qelib1.inc";
qreg q[5];
creg c[2];
x q; h q[0]; sdg q[1]; u3(pi/2,-pi/4,0.1) q[2];
u2(0,pi) q[0]; p(1e-3) q[1]; cx q[0],q[1]; ccx q[0],q[1],q[2];
c3x q[0],q[1],q[2],q[3]; c4x q[0],q[1],q[2],q[3],q[4]; cu(1,2,3,4) q[0],q[1]; cswap q[0],q[1],q[2];
rxx(0.5) q[0],q[1]; rzz(-0.5) q[3],q[4]; barrier q; barrier q[0],q[3];
measure q[0] -> c[1]; measure q[4] -> c[0];
