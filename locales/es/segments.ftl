# Segmentos RFM

segments-intro = Según las visitas y el gasto registrados hasta el { $date }.
segments-grid = Recencia y frecuencia
segments-grid-hint = El color sigue los ingresos
segments-grid-caption = Clientes por recencia y frecuencia; el color sigue los ingresos
segments-table = Por segmento
segments-rule = Quiénes son
segments-share = % del total
segments-average-spend = Gasto promedio
segments-recency = Última visita hace
segments-all = Total
segments-empty-title = Todavía no hay segmentos
segments-empty-text = Los segmentos salen del historial: en cuanto haya servicios registrados, verás aquí a tus mejores clientes y a quienes se están alejando.

segment-rule-vip = Vienen seguido, hace poco, y gastan más que nadie
segment-rule-champions = Vienen con frecuencia y gastan bien
segment-rule-loyal = Vienen con frecuencia, con gasto menor
segment-rule-promising = Vinieron hace poco, por ahora pocas veces
segment-rule-at_risk = Venían con frecuencia y dejaron de venir
segment-rule-hibernating = Pocas visitas y buen gasto, hace tiempo
segment-rule-lost = Pocas visitas y poco gasto, hace tiempo
segment-rule-occasional = Pocas visitas, la última hace algunos meses
segment-rule-none = Sin servicios registrados

range-r3 = hasta { $to } días
range-r2 = de { $from } a { $to } días
range-r1 = más de { $from } días
range-f1 = menos de { $from }
range-f2 = de { $from } a { $to }
range-f3 = { $from } o más
