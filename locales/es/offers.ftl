# Lo que se ofrece a cada segmento: su página en Ajustes.

offers-title = Ofertas por segmento
offers-text = Lo que las propuestas ofrecen si nadie decide otra cosa. Los días cuentan desde que se escriben.
offers-on = Ofrecer un descuento a este segmento
offers-percent = Descuento (%)
offers-percent-help = Vacío: el máximo.
offers-limit = Máximo (%)
offers-limit-help = { $n ->
    [0] El negocio no permite descuentos aquí.
   *[other] Vacío: el del negocio, { $count }.
}
offers-title-es = Título en español
offers-title-en = Título en inglés
offers-days = Válida por (días)
offer-over-organisation = Supera el máximo del negocio para este segmento: { $count }.
offer-over-limit = Supera el máximo de este segmento.
offer-days-range = Escribe un número de 1 a 366.
audit-field-segment_offers = Oferta de un segmento
