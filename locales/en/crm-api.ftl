# Answers of the customers API; programs read them.

api-email-taken = A customer with that e-mail exists
api-tax-id-taken = A customer with that tax id exists
api-person-erased = This person asked for their data to be erased
api-point-not-found = Contact not found
