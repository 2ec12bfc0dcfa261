# Settings of the models that word proposals

setup-title = Language models
setup-budget = Budget
setup-spent = US$ { $cost } so far this month.
setup-monthly-budget = Monthly budget (US$)
setup-monthly-budget-help = Once it is reached, Vínculo makes proposals from your history until next month. Empty: no limit.
setup-prices = Prices of models
setup-prices-help = A line for each model: how its name begins, US$ for a million tokens in and out. * stands for all others.
setup-voice = Voice
setup-voice-text = Models write in this voice and learn from the changes you make to proposals (without names).
setup-tone = Tone
setup-tone-help = For example: warm, informal, no exclamation marks.
setup-signature = Signature
setup-dos = What to do
setup-donts = What to avoid
setup-privacy = What they are told
setup-anthropic-notes = Tell Anthropic the notes about a customer
setup-openai-notes = Tell OpenAI, DeepSeek or compatible the notes about a customer
setup-notes-help = They leave the business. We take out the name and contacts; the rest goes as it is.
error-budget = Type an amount in dollars, for example 20 or 20.50.
error-prices = There is a line we do not understand: each has a name and two prices.
