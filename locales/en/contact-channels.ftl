# A customer's contact channels and people.

channels-title = Contact channels
channels-none = Further e-mail addresses, phones and places go here.
point-new = Add a channel
point-edit = Edit the channel
point-kind = Kind
point-kind-email = E-mail
point-kind-phone = Phone
point-kind-mobile = Mobile
point-kind-address = Address
point-value = E-mail, number or address
point-primary = Use this one first
point-primary-help = There is one of each kind.
point-is-primary = Primary
point-is-verified = Verified
point-edit-this = Edit { $value }
point-delete-this = Delete { $value }
point-created = Done, the channel was added.
point-deleted = The channel was deleted.
point-restored = The channel is back.
point-conflict = Somebody else changed this channel while you were editing. It now says: { $now }. If you save, yours stays.
point-too-many = This customer has too many contact channels already

people-title = People of the company
people-none = Add whom you deal with there.
person-new = Add a person
person-edit = Edit the person
person-name = Name
person-role = Position
person-role-help = For example: purchasing or accounts.
person-edit-this = Edit { $name }
person-delete-this = Delete { $name }
person-created = Done, the person was added.
person-deleted = The person was deleted.
person-restored = The person is back.
person-conflict = Somebody else changed this while you were editing. Check it: if you save, yours stays.
person-too-many = This company has too many people already
