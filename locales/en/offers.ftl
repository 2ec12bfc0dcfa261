# What is offered to each segment: its page in the settings.

offers-title = Offers by segment
offers-text = What proposals offer unless somebody decides otherwise. Days count from when they are written.
offers-on = Offer this segment a discount
offers-percent = Discount (%)
offers-percent-help = Empty: the highest.
offers-limit = Highest (%)
offers-limit-help = { $n ->
    [0] The business allows no discounts here.
   *[other] Empty: that of the business, { $count }.
}
offers-title-es = Title in Spanish
offers-title-en = Title in English
offers-days = Valid for (days)
offer-over-organisation = More than the business allows this segment: { $count }.
offer-over-limit = More than this segment’s highest.
offer-days-range = Write a number from 1 to 366.
audit-field-segment_offers = Offer of a segment
