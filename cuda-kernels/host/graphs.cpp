// Captures and graphs of the stand-in driver.
#include <stdint.h>

#include <algorithm>
#include <string>

#include "streams.h"

namespace earshot_host {

namespace {

/** An edge is redundant if a longer way leads from its one end to the other. */
struct GraphShape {
  int nodes, edges, redundant, chain;
};

int graphs = 0;
int executables = 0;

/** Of the graph that was made executable last. */
GraphShape shape;

/** Its nodes, a line for each: the name, then those on which it depends; * before those of one longest chain. */
std::string nodes;

/** For each node the length of the longest chain that ends with it. */
std::vector<int> depths_of(const Graph& graph) {
  std::vector<int> depth(graph.work.size(), 1);
  for (size_t i = 0; i < graph.work.size(); i++) {
    for (int earlier : graph.after[i]) {
      depth[i] = std::max(depth[i], depth[earlier] + 1);
    }
  }
  return depth;
}

GraphShape shape_of(const Graph& graph) {
  GraphShape found = {static_cast<int>(graph.work.size()), 0, 0, 0};
  std::vector<std::set<int>> before(graph.work.size());
  std::vector<int> depth = depths_of(graph);
  for (size_t i = 0; i < graph.work.size(); i++) {
    for (int earlier : graph.after[i]) {
      before[i].insert(before[earlier].begin(), before[earlier].end());
    }
    for (int earlier : graph.after[i]) {
      found.edges++;
      found.redundant += before[i].count(earlier) != 0 ? 1 : 0;
    }
    before[i].insert(graph.after[i].begin(), graph.after[i].end());
    found.chain = std::max(found.chain, depth[i]);
  }
  return found;
}

std::string nodes_of(const Graph& graph) {
  std::vector<int> depth = depths_of(graph);
  std::set<int> chain;
  auto deepest = std::max_element(depth.begin(), depth.end());
  for (int node = deepest == depth.end() ? -1 : static_cast<int>(deepest - depth.begin()); node >= 0;) {
    chain.insert(node);
    int before = -1;
    for (int earlier : graph.after[node]) {
      before = depth[earlier] == depth[node] - 1 ? earlier : before;
    }
    node = before;
  }
  std::string lines;
  for (size_t i = 0; i < graph.work.size(); i++) {
    lines += (chain.count(static_cast<int>(i)) != 0 ? "* " : "") + graph.name[i];
    for (int earlier : graph.after[i]) {
      lines += " " + std::to_string(earlier);
    }
    lines += "\n";
  }
  return lines;
}

}  // namespace

void count_graphs(Ledger* ledger) {
  ledger->push_back({"graphs", graphs});
  ledger->push_back({"executable graphs", executables});
}

bool is_capturing() {
  return std::any_of(streams().begin(), streams().end(), [](const auto& stream) {
    return stream.second->began_capture && stream.second->capturer == std::this_thread::get_id();
  });
}

}  // namespace earshot_host

using namespace earshot_host;

// For tests: nodes, edges, redundant edges, and the longest chain of the graph that was made executable last.
EXPORT void earshot_host_graph(int* four) {
  Hold hold;
  four[0] = shape.nodes;
  four[1] = shape.edges;
  four[2] = shape.redundant;
  four[3] = shape.chain;
}

// For tests: its nodes, as text.
EXPORT const char* earshot_host_graph_nodes() {
  Hold hold;
  static std::string told;
  told = nodes;
  return told.c_str();
}

EXPORT int cuStreamBeginCapture_v2(void* stream, int) {
  Hold hold;
  Stream* found = find_stream(stream);
  if (found == nullptr || found->captured) {
    return fail(kInvalidHandle, "no such stream, or it is being captured");
  }
  found->captured = std::make_shared<Graph>();
  found->last.clear();
  found->began_capture = true;
  found->capturer = std::this_thread::get_id();
  return kSuccess;
}

EXPORT int cuStreamEndCapture(void* stream, void** graph) {
  Hold hold;
  Stream* found = find_stream(stream);
  if (found == nullptr || !found->began_capture) {
    return fail(kInvalidHandle, "the capture did not begin with this stream");
  }
  std::shared_ptr<Graph> captured = found->captured;
  // All that this stream has waited for.
  std::set<int> joined;
  std::vector<int> open(found->last.begin(), found->last.end());
  while (!open.empty()) {
    int node = open.back();
    open.pop_back();
    if (joined.insert(node).second) {
      open.insert(open.end(), captured->after[node].begin(), captured->after[node].end());
    }
  }
  found->began_capture = false;
  for (auto& other : streams()) {
    if (other.second->captured == captured) {
      other.second->captured.reset();
      other.second->last.clear();
    }
  }
  if (joined.size() != captured->work.size()) {
    return fail(kCaptureUnjoined, "a capture ends before it has waited for all of its streams");
  }
  graphs++;
  *graph = new Graph(*captured);
  return kSuccess;
}

EXPORT int cuGraphInstantiateWithFlags(void** executable, void* graph, unsigned long long) {
  Hold hold;
  executables++;
  *executable = new Graph(*static_cast<Graph*>(graph));
  shape = shape_of(*static_cast<Graph*>(graph));
  nodes = nodes_of(*static_cast<Graph*>(graph));
  return kSuccess;
}

EXPORT int cuGraphDestroy(void* graph) {
  Hold hold;
  graphs--;
  delete static_cast<Graph*>(graph);
  return kSuccess;
}

EXPORT int cuGraphExecDestroy(void* executable) {
  Hold hold;
  finish_all();
  executables--;
  delete static_cast<Graph*>(executable);
  return kSuccess;
}

/** In an order that the graph allows, and as unlike that of the capture as can be. */
EXPORT int cuGraphLaunch(void* executable, void* stream) {
  Hold hold;
  const Graph& graph = *static_cast<Graph*>(executable);
  count(&Asked::launches, stream);
  std::vector<std::set<int>> missing = graph.after;
  std::vector<int> ready;
  for (size_t i = 0; i < graph.work.size(); i++) {
    if (missing[i].empty()) {
      ready.push_back(static_cast<int>(i));
    }
  }
  uint64_t random = settings().shuffle_seed;
  while (!ready.empty()) {
    // Without a seed the one that was captured last.
    random = random * 6364136223846793005ULL + (random != 0 ? 1442695040888963407ULL : 0);
    size_t pick = random != 0 ? (random >> 33) % ready.size()
                              : static_cast<size_t>(std::max_element(ready.begin(), ready.end()) - ready.begin());
    int node = ready[pick];
    ready.erase(ready.begin() + static_cast<ptrdiff_t>(pick));
    int code = submit(stream, graph.work[node]);
    if (code != kSuccess) {
      return code;
    }
    for (size_t i = 0; i < graph.work.size(); i++) {
      if (missing[i].erase(node) != 0 && missing[i].empty()) {
        ready.push_back(static_cast<int>(i));
      }
    }
  }
  return kSuccess;
}
