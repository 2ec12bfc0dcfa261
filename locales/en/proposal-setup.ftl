# Settings of the models that word proposals

models-title = Language models
models-budget = Budget
models-spent = US$ { $cost } so far this month.
models-monthly-budget = Monthly budget (US$)
models-monthly-budget-help = Once it is reached, Vínculo makes proposals from your history until next month. Empty: no limit.
models-prices = Prices of models
models-prices-help = A line for each model: how its name begins, US$ for a million tokens in and out. * stands for all others.
models-voice = Voice
models-voice-text = Models write in this voice and learn from the changes you make to proposals (without names).
models-tone = Tone
models-tone-help = For example: warm, informal, no exclamation marks.
models-signature = Signature
models-dos = What to do
models-donts = What to avoid
models-privacy = What they are told
models-anthropic-notes = Tell Anthropic the notes about a customer
models-openai-notes = Tell OpenAI, DeepSeek or compatible the notes about a customer
models-notes-help = They leave the business. We take out the name and contacts; the rest goes as it is.
error-budget = Type an amount in dollars, for example 20 or 20.50.
error-prices = There is a line we do not understand: each has a name and two prices.
models-parallel-calls = Proposals at a time
models-parallel-calls-help = How many of a campaign are asked of the outside engine together, as far as the vendor allows (1 to 16).
error-parallel-calls = Enter a number from 1 to 16.
audit-field-parallel_calls = Proposals at a time
