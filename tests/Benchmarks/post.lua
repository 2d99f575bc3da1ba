-- What wrk sends: the floor's request.
wrk.method = "POST"
wrk.body = '{"name":"world","n":1234567}'
wrk.headers["Content-Type"] = "application/json"
local prefer = os.getenv("WRK_PREFER")
if prefer and prefer ~= "" then wrk.headers["Prefer"] = prefer end
