-- Sends the requests of a file, BODY<TAB>TOKEN a line, in random order; prints one line of JSON.
local ready = {}
local headers = { ["Content-Type"] = "application/json", ["Accept"] = "application/json" }

function init()
  for line in io.lines(os.getenv("BENCH_REQUESTS")) do
    local body, token = line:match("^([^\t]*)\t([^\t]*)$")
    headers["Authorization"] = token ~= "" and "Bearer " .. token or nil
    ready[#ready + 1] = wrk.format("POST", "/graphql", headers, body)
  end
  math.randomseed(tonumber(os.getenv("BENCH_SEED")))
end

function request()
  return ready[math.random(#ready)]
end

function done(summary, latency)
  local e = summary.errors
  print(string.format(
    'RESULT {"requests": %d, "seconds": %f, "bytes": %d, "p50": %f, "p99": %f, "errors": %d}',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, e.status + e.connect + e.read + e.write + e.timeout))
end
