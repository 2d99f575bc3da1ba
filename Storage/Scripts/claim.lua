-- Claims for functions in turn. Of each: KEYS and ARGV as claiming.lua. Answers of each what claim answers.
local answers = {}
for i = 1, #KEYS / 7 do answers[i] = claim(7 * i - 7, 4 * i - 4) end
return answers
