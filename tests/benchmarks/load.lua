-- Asks for the paths of a file in turn, and prints what wrk counted as one line of JSON.
local requests = {}
local at = 0

function init(args)
    for path in io.lines(args[1]) do
        requests[#requests + 1] = wrk.format("GET", path)
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency)
    local errors = summary.errors
    print(string.format(
        '{"requests": %d, "duration_us": %d, "errors": %d, "p99_us": %d}',
        summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(99)
    ))
end
