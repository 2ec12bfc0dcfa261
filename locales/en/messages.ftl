# The foot of mails.
mail-unsubscribe = Stop receiving these e-mails
mail-why-customer = You receive this e-mail because you are a customer of { $organisation } and agreed to hear from them.
