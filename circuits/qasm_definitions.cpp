#include "circuits/qasm_definitions.h"

namespace traversable {

std::string_view qasm_definition(Gate gate) {
  switch (gate) {
    case Gate::iswap:
      return "gate iswap a,b { s a; s b; h a; cx a,b; cx b,a; h b; }";
    case Gate::sqrt_iswap:
      return "gate sqrt_iswap a,b { cx a,b; h a; cx b,a; rz(pi/4) a; cx b,a; rz(-pi/4) a; h a; "
             "cx a,b; }";
    case Gate::fswap:
      return "gate fswap a,b { cx a,b; cx b,a; cx a,b; cz a,b; }";
    case Gate::fsim:  // readers that bind parameters by their alphabet get these right, too
      return "gate fsim(hop,phi) a,b { cx a,b; h a; cx b,a; rz(-hop) a; cx b,a; rz(hop) a; "
             "h a; cx a,b; rz(-phi/2) a; rz(-phi/2) b; cx a,b; rz(phi/2) b; cx a,b; }";
    default:
      return "";
  }
}

}  // namespace traversable
