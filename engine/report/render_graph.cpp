#include "subset/report.hpp"

namespace subset {

std::string render_graph_dot(const Report&, bool) { return {}; }
std::string render_graph_mermaid(const Report&, bool) { return {}; }
std::string render_graph_svg(const Report&, bool) { return {}; }

}  // namespace subset
