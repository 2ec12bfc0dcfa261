# Lo que el motor de Vínculo observa, recomienda y escribe.

proposal-insight-new = Todavía no tiene servicios registrados: la propuesta parte de lo que más eligen quienes vienen por primera vez.
proposal-insight-last-visit = Su última visita fue el { $date }, { $since ->
    [0] hoy mismo
    [one] ayer
   *[other] hace { $since } días
}.
proposal-insight-due = Suele volver cada { $n ->
    [one] día
   *[other] { $n } días
} y ya { $since ->
    [one] pasó 1
   *[other] pasaron { $since }
} desde su última visita ({ $date }): es buen momento para escribirle.
proposal-insight-on-time = Suele volver cada { $n ->
    [one] día
   *[other] { $n } días
}; su última visita fue { $since ->
    [0] hoy
    [one] ayer
   *[other] hace { $since } días
} ({ $date }).
proposal-insight-lapsed = Solía volver cada { $n ->
    [one] día
   *[other] { $n } días
}; su última visita fue hace { $since } días ({ $date }).
proposal-insight-rhythm = Elige { $category } cada { $n ->
    [one] día
   *[other] { $n } días
}, más o menos.
proposal-insight-favourite = Su categoría favorita es { $category }: { $n } de { $of ->
    [one] un servicio
   *[other] { $of } servicios
}.
proposal-insight-spend = Ha gastado { $money } en { $n ->
    [one] un servicio
   *[other] { $n } servicios
}.
proposal-insight-top-spend = Ha gastado { $money } en { $n ->
    [one] un servicio
   *[other] { $n } servicios
}: está en el { $share } que más gasta.
proposal-insight-since = Nos visita desde el { $date }.

proposal-reason-rhythm = Elige { $category } cada { $n ->
    [one] día
   *[other] { $n } días
} y ya { $since ->
    [one] pasó 1
   *[other] pasaron { $since }
}: le toca.
proposal-reason-habit = Ya lo tomó { $n } veces.
proposal-reason-season = Es temporada: en { $season } se elige más que el resto del año.
proposal-reason-alike = Clientes en su situación lo toman a menudo.
proposal-reason-first-visit = De lo más elegido en una primera visita.
proposal-season-summer = verano
proposal-season-autumn = otoño
proposal-season-winter = invierno
proposal-season-spring = primavera

# El correo. $name es el lugar del nombre; $category, su categoría favorita; $month, el mes de su última visita.
proposal-mail-subject-vip = { $name }, preparamos algo especial para ti
proposal-mail-subject-champions = { $name }, ¿cuándo te esperamos de nuevo?
proposal-mail-subject-loyal = { $name }, pensamos en tu próxima visita
proposal-mail-subject-promising = { $name }, ideas para tu próxima visita
proposal-mail-subject-at_risk = { $name }, te echamos de menos
proposal-mail-subject-hibernating = { $name }, hace tiempo que no te vemos
proposal-mail-subject-lost = { $name }, ¿nos volvemos a ver?
proposal-mail-subject-occasional = { $name }, ¿te gustaría volver?
proposal-mail-subject-none = { $name }, ven a conocernos

proposal-mail-greeting = Hola { $name }:
proposal-mail-opening-vip = Gracias por elegirnos una y otra vez. Nos alegra cada una de tus visitas, y por eso quisimos preparar algo especial para ti.
proposal-mail-opening-champions = ¡Qué gusto tenerte tan seguido en { $organisation }! Gracias por volver una y otra vez.
proposal-mail-opening-loyal = Gracias por tu confianza de siempre. Nos gusta que { $organisation } sea parte de tu rutina, y queremos que tu próxima visita sea todavía mejor.
proposal-mail-opening-promising = Nos encantó recibirte en { $organisation } y ojalá lo hayas disfrutado tanto como nosotros. Tenemos varias ideas para cuando quieras volver.
proposal-mail-opening-at_risk = Tu última visita fue en { $month } y la verdad es que te echamos de menos. Nos encantaría volver a verte pronto por { $organisation }.
proposal-mail-opening-hibernating = Ha pasado un buen tiempo desde { $month }, cuando nos visitaste por última vez. Nos gustaría mucho recibirte otra vez en { $organisation }.
proposal-mail-opening-lost = Hace tiempo que no sabemos de ti: tu última visita fue en { $month }. Si te dan ganas de volver a { $organisation }, acá te esperamos con los brazos abiertos.
proposal-mail-opening-occasional = Tu última visita fue en { $month }, y creemos que ya te mereces otra pausa. En { $organisation } siempre hay un lugar para ti.
proposal-mail-opening-none = Todavía no nos conocemos en persona y queremos que tu primera visita a { $organisation } sea inolvidable.
proposal-mail-ideas = Pensando en lo que más eliges ({ $category }), elegimos para ti lo que encontrarás más abajo. Míralo con calma y quédate con lo que más te guste.
proposal-mail-once-ideas = Pensando en lo que elegiste cuando nos visitaste ({ $category }), preparamos para ti lo que encontrarás más abajo. Míralo con calma y quédate con lo que más te guste.
proposal-mail-first-ideas = Más abajo encontrarás lo que más eligen quienes vienen por primera vez: una buena manera de empezar.
proposal-mail-closing = ¿Agendamos? Responde este correo y buscamos juntos el día y la hora que más te acomoden.
proposal-mail-signature = Un abrazo,
    El equipo de { $organisation }

proposal-mail-offer-best = Un regalo para quienes siempre vuelven
proposal-mail-offer-win-back = Para celebrar tu regreso
proposal-mail-offer-other = Para tu próxima visita
proposal-mail-offer-first = Para tu primera visita
