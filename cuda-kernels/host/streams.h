// Streams of the stand-in driver, as the capturing of graphs sees them.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "driver.h"

namespace earshot_host {

/** Work with, for each piece, the pieces that must be done before. */
struct Graph {
  std::vector<Work> work;
  std::vector<std::set<int>> after;
  std::vector<std::string> name;
};

struct Stream {
  std::deque<Work> pending;
  /** The graph that is being captured from this stream and others, and what came last on this one. */
  std::shared_ptr<Graph> captured;
  std::set<int> last;
  bool began_capture = false;
  std::thread::id capturer;
};

std::map<void*, std::unique_ptr<Stream>>& streams();

/** Null if there is no such stream. */
Stream* find_stream(void* handle);

}  // namespace earshot_host
