# Cuánto valdrán los clientes, cada cuánto vienen y a quién llamar hoy.

call-list-text = Buenos clientes que ya deberían haber vuelto: primero aquellos con los que hay más en juego.
call-list-people = { $n ->
    [one] { $count } persona
   *[other] { $count } personas
}
call-list-many-people = más de { $count } personas
call-list-with-phone = Con teléfono
call-list-stake-help = “En juego” es el gasto que el pronóstico espera de cada cliente en los próximos 12 meses, por la probabilidad de haberlo perdido. Lo esperado ya cuenta con que quizá no vuelva: de quien se fue casi con certeza queda poco en juego.
call-list-cheap-too = Ver también a quienes tienen poco en juego
call-list-worth-only = Ver solo a quienes vale la pena llamar
call-list-worth = Aquellos con menos en juego que lo que deja una visita mediana no aparecen, salvo que se pida arriba.
call-list-range = { $from }–{ $to } de { $total }
call-list-more-than = más de { $count }
call-list-overdue = { $n ->
    [one] atraso de { $count } día
   *[other] atraso de { $count } días
}
call-list-last = Última visita el { $date } ({ $ago })
call-list-favourite = Prefiere { $service }
call-list-chance = { $chance } de probabilidad de que siga viniendo
call-list-at-stake = { $amount } en juego
call-list-planned = Ya planificado
call-list-no-phone = Sin teléfono
call-list-whatsapp = Escribir por WhatsApp a { $name }
call-list-outcome = Resultado
call-list-and-more = y más
call-list-outcome-of = Resultado y más: qué pasó con { $name }
call-list-note = Qué dijo
call-list-called = Llamé
call-list-not-now = Ahora no
call-list-no-answer = No contestó
call-list-no-answer-of = No contestó: { $name }
call-list-tried = { $n ->
    [one] { $count } intento sin respuesta, { $ago }
   *[other] { $count } intentos, último { $ago }
}
call-list-note-for = Nota: escribir una de { $name }
call-list-task-for = Tarea: planificar una con { $name }
call-list-proposal = Propuesta
call-list-proposal-for = Propuesta: generar una para { $name }
call-list-called-title = Llamada de seguimiento
call-list-not-now-title = No llamar hasta el { $date }
call-list-no-answer-title = Llamada: no contestó
call-list-noted-called = Anotamos la llamada. Volverá a la lista el { $date } si no ha venido.
call-list-noted-not_now = La dejamos para el { $date }.
call-list-noted-no_answer = Anotamos que no contestó. Volverá a la lista el { $date }.
call-list-already = Lo anotamos en su historial. Otra persona ya la había sacado de la lista: la fecha en que vuelve no cambia.
call-list-twice = Ya lo habías anotado; no anotamos nada más.
call-list-taken-back = Está de nuevo en la lista.
outcome-called = Llamada hecha
outcome-not_now = Ahora no
outcome-no_answer = No contestó
call-list-empty-title = Nadie a quien llamar hoy
call-list-who = Aquí aparecen los clientes con { $services } o más servicios, o con un gasto de { $spend } o más, que se atrasaron en su ritmo, que no han rechazado llamadas y a quienes nadie llamó en estos días.
call-list-untold-title = Todavía no hay pronóstico

value-panel = Ritmo y pronóstico
value-every = viene cada { $days } a { $category }
value-every-usual = lo habitual en { $category }: cada { $days }
value-habit = Suele venir cada { $days } a { $category }
value-habit-usual = Lo habitual en { $category } es volver cada { $days }
value-every-days = { $n ->
    [one] cada día
   *[other] cada { $count } días
}
value-every-days-usual = { $n ->
    [one] lo habitual: cada día
   *[other] lo habitual: cada { $count } días
}
value-dates = última { $last } · toca { $due }
value-is-overdue = { $habit }: { $word }.
value-is-due = { $habit }: toca el { $word }.
value-is-overdue-since = { $habit }. Vino por otra cosa el { $date }: { $word }.
value-is-due-since = { $habit }. Vino por otra cosa el { $date }: toca el { $word }.
value-no-rhythm = Aún no hay visitas suficientes para hablar de un ritmo.
value-visits-90d = Visitas esperadas en 90 días
value-alive = Probabilidad de que siga viniendo
value-alive-once = Con una sola visita no se puede saber.
value-year = Valor en los próximos 12 meses
value-year-of = { $visits } visitas de { $spend }
value-held-back = Para medir el error apartamos los últimos { $days } y los pronosticamos con lo que se sabía antes.
value-visits-error = En { $days } el pronóstico suele equivocarse en { $error } visitas por cliente (contar solo su frecuencia: { $own }).
value-spend-error = En { $days } el pronóstico suele equivocarse en { $error } por cliente (contar solo su frecuencia y su gasto: { $own }).
value-together = En todo el período apartado se esperaban { $expected } visitas de { $customers } clientes y hubo { $made }.
value-as-of = Calculado para el { $date }.
value-came-after = Vino después; el pronóstico se actualiza esta noche.
value-tonight = El pronóstico se calcula durante la noche, o pocos minutos después de una importación.
value-too-few = { $n ->
    [one] Falta { $count } cliente que haya vuelto para ajustar el pronóstico y comprobarlo.
   *[other] Faltan { $count } clientes que hayan vuelto para ajustar el pronóstico y comprobarlo.
}
value-too-short = { $n ->
    [one] Falta { $count } día de historial para apartar un período y comprobar el pronóstico.
   *[other] Faltan { $count } días de historial para apartar un período y comprobar el pronóstico.
}
value-unsettled = El modelo no llegó a un resultado fiable con el historial de hoy, así que no mostramos ningún pronóstico.
value-how = Cómo se calcula
value-method = El orden es lo que está en juego: el gasto que se espera en 12 meses por la probabilidad de haber perdido al cliente. Atrasado está quien no ha vuelto en el plazo de su ritmo, contado desde la última visita, fuera por lo que fuera. El ritmo es la mediana entre visitas de cada categoría; con menos de tres intervalos propios se acerca a la de la categoría.
value-base = Ajustado con los { $total } clientes que tienen historial al { $date }.
value-base-sample = Ajustado con una muestra de { $count } de los { $total } clientes que tienen historial al { $date }.
value-parameters = Visitas (BG/NBD, por semana): { $visits }. Gasto (Gamma-Gamma): { $spend }.
