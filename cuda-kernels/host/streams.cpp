// Streams and events of the stand-in driver. A stream's work is done when someone waits for it, and no further than
// that demands: what is read before it was waited for is not there.
#include "streams.h"

#include <time.h>

namespace earshot_host {

namespace {

constexpr unsigned kDisableTiming = 2;

/** Done when its latest record is done. */
struct Event {
  explicit Event(bool timed) : timed(timed) {}
  const bool timed;
  int recorded = 0;
  int done = 0;
  void* stream = nullptr;
  /** When the stream came to the latest record that is done. */
  double milliseconds = 0;
  /** In a capture, what was last on the stream there. */
  std::shared_ptr<Graph> captured;
  std::set<int> last;
};

struct State {
  std::map<void*, std::unique_ptr<Stream>> streams;
  int events = 0;
  Asked asked;
  /** How many more streams can be made; negative for any number. */
  int streams_left = -1;
  /** The first error of any work; as on a device, nothing runs after it. */
  int sticky = kSuccess;
};

// Never destroyed, as the driver itself.
State& state() {
  static State* instance = new State;
  return *instance;
}

/** Does a stream's next work; false if there is none or nothing runs any more. */
bool advance(Stream* stream) {
  if (stream->pending.empty() || state().sticky != kSuccess) {
    return false;
  }
  Work next = std::move(stream->pending.front());
  stream->pending.pop_front();
  state().sticky = next();
  return true;
}

int finish(Stream* stream) {
  while (advance(stream)) {
  }
  stream->pending.clear();
  return state().sticky;
}

/** Does an event's stream's work up to this record of it. */
int finish(Event* event, int record) {
  Stream* stream = find_stream(event->stream);
  while (event->done < record && stream != nullptr && advance(stream)) {
  }
  return state().sticky;
}

double now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

}  // namespace

std::map<void*, std::unique_ptr<Stream>>& streams() { return state().streams; }

Stream* find_stream(void* handle) {
  auto found = streams().find(handle);
  return found == streams().end() ? nullptr : found->second.get();
}

int submit(void* handle, Work work, const std::string& name) {
  Stream* stream = find_stream(handle);
  if (stream == nullptr) {
    return fail(kInvalidHandle, "no such stream");
  }
  if (state().sticky != kSuccess) {
    return state().sticky;
  }
  if (stream->captured) {
    stream->captured->after.push_back(stream->last);
    stream->last = {static_cast<int>(stream->captured->work.size())};
    stream->captured->work.push_back(std::move(work));
    stream->captured->name.push_back(name);
  } else {
    stream->pending.push_back(std::move(work));
  }
  return kSuccess;
}

int finish_all() {
  for (auto& stream : streams()) {
    finish(stream.second.get());
  }
  return state().sticky;
}

Asked& asked() { return state().asked; }

void count(int Asked::*what, void* handle) {
  Stream* stream = find_stream(handle);
  asked().*what += stream != nullptr && stream->captured ? 0 : 1;
}

void count_streams(Ledger* ledger) {
  ledger->push_back({"streams", static_cast<int>(streams().size())});
  ledger->push_back({"events", state().events});
}

}  // namespace earshot_host

using namespace earshot_host;

// For tests: so many streams can still be made; any number, if negative.
EXPORT void earshot_host_leave_streams(int count) {
  Hold hold;
  state().streams_left = count;
}

EXPORT int cuStreamCreate(void** stream, unsigned) {
  Hold hold;
  if (state().streams_left == 0) {
    return fail(kOutOfMemory, "the streams that a test has left are used up");
  }
  state().streams_left -= state().streams_left > 0 ? 1 : 0;
  auto created = std::make_unique<Stream>();
  *stream = created.get();
  streams()[*stream] = std::move(created);
  return kSuccess;
}

EXPORT int cuStreamDestroy_v2(void* stream) {
  Hold hold;
  Stream* found = find_stream(stream);
  if (found == nullptr) {
    return fail(kInvalidHandle, "no such stream");
  }
  finish(found);
  streams().erase(stream);
  return kSuccess;
}

EXPORT int cuStreamSynchronize(void* stream) {
  Hold hold;
  Stream* found = find_stream(stream);
  if (found == nullptr) {
    return fail(kInvalidHandle, "no such stream");
  }
  if (found->captured) {
    return fail(kCaptureUnsupported, "a stream that is being captured is waited for");
  }
  asked().waits++;
  return finish(found);
}

EXPORT int cuStreamWaitEvent(void* stream, void* event, unsigned) {
  Hold hold;
  Stream* found = find_stream(stream);
  Event* awaited = static_cast<Event*>(event);
  if (found == nullptr) {
    return fail(kInvalidHandle, "no such stream");
  }
  if (!awaited->captured) {
    if (found->captured) {
      return fail(kCaptureIsolation, "a capture waits for an event outside of it");
    }
    int record = awaited->recorded;
    return submit(stream, [=]() -> int { return finish(awaited, record); });
  }
  if (found->captured && found->captured != awaited->captured) {
    return fail(kCaptureInvalidated, "a stream is captured in two graphs");
  }
  found->captured = awaited->captured;
  found->last.insert(awaited->last.begin(), awaited->last.end());
  return kSuccess;
}

EXPORT int cuEventCreate(void** event, unsigned flags) {
  Hold hold;
  state().events++;
  *event = new Event((flags & kDisableTiming) == 0);
  return kSuccess;
}

EXPORT int cuEventDestroy_v2(void* event) {
  Hold hold;
  // Work that is under way may still touch it.
  finish_all();
  state().events--;
  delete static_cast<Event*>(event);
  return kSuccess;
}

EXPORT int cuEventRecord(void* handle, void* stream) {
  Hold hold;
  Event* event = static_cast<Event*>(handle);
  Stream* found = find_stream(stream);
  if (found != nullptr && found->captured) {
    event->captured = found->captured;
    event->last = found->last;
    return kSuccess;
  }
  event->captured.reset();
  event->stream = stream;
  int record = ++event->recorded;
  return submit(stream, [=]() -> int {
    event->done = record;
    event->milliseconds = now();
    return kSuccess;
  });
}

EXPORT int cuEventQuery(void* handle) {
  Hold hold;
  Event* event = static_cast<Event*>(handle);
  if (state().sticky != kSuccess) {
    return state().sticky;
  }
  return event->done == event->recorded ? kSuccess : kNotReady;
}

EXPORT int cuEventSynchronize(void* handle) {
  Hold hold;
  Event* event = static_cast<Event*>(handle);
  if (event->captured) {
    return fail(kCaptureUnsupported, "an event is waited for that is part of a capture");
  }
  asked().waits++;
  return finish(event, event->recorded);
}

EXPORT int cuEventElapsedTime(float* milliseconds, void* from, void* to) {
  Hold hold;
  const Event* first = static_cast<Event*>(from);
  const Event* second = static_cast<Event*>(to);
  for (const Event* event : {first, second}) {
    if (!event->timed || event->recorded == 0 || event->captured) {
      return fail(kInvalidHandle, "an event has no time: made without, never recorded, or part of a capture");
    }
  }
  if (first->done != first->recorded || second->done != second->recorded) {
    return kNotReady;
  }
  *milliseconds = static_cast<float>(second->milliseconds - first->milliseconds);
  return kSuccess;
}
