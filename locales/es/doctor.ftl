# Si todo lo que el programa necesita está bien: la página y el comando `doctor`.
nav-doctor = Diagnóstico
doctor-verdict-fine = Todo está bien.
doctor-verdict-warning = Todo funciona, pero hay algo que conviene mirar.
doctor-verdict-bad = Hay algo que no está bien.
doctor-state-fine = Bien
doctor-state-warning = Revisar
doctor-state-bad = Mal
doctor-what = Qué
doctor-state = Estado
doctor-detail = Detalle
doctor-ask = Probar todas las conexiones
doctor-asked = { $n ->
    [0] No hay conexiones configuradas que probar.
    [one] Se probó { $count } conexión.
   *[other] Se probaron { $count } conexiones.
}
doctor-command = Lo mismo en la línea de comandos: vinculo doctor. Termina con error cuando algo está mal.
doctor-title-server = PostgreSQL
doctor-title-extensions = Extensiones
doctor-title-collation = Orden alfabético
doctor-title-schema = Estructura de la base de datos
doctor-title-clock = Reloj
doctor-title-disk = Disco
doctor-title-tools = Programas de respaldo
doctor-title-figures = Cifras
doctor-title-queue = Trabajos
doctor-title-today = Fecha fija
doctor-server-fine = Versión { $version }; la base de datos ocupa { $size }.
doctor-server-old = Versión { $version }; se necesita la 15 o una más nueva ({ $size }).
doctor-server-away = No se puede llegar a la base de datos: { $why }
doctor-extensions-fine = pg_trgm y unaccent están instaladas.
doctor-extensions-missing = Faltan: { $missing }.
doctor-collation-fine = { $name }: el sistema ordena como cuando se crearon los índices.
doctor-collation-changed = { $name }: los índices se crearon con la versión { $stored } y el sistema tiene la { $actual }. Ejecuta REINDEX DATABASE y después ALTER DATABASE … REFRESH COLLATION VERSION o ALTER COLLATION … REFRESH VERSION.
doctor-schema-fine = Está al día.
doctor-schema-pending = Faltan { $steps } pasos; el programa los da al iniciar. Pruébalos antes en una copia: vinculo migrate --dry-run.
doctor-schema-newer = { $why }
doctor-clock-fine = La hora del programa y la de la base de datos coinciden.
doctor-clock-apart = La hora del programa y la de la base de datos difieren en { $seconds } segundos. Sincroniza los relojes.
doctor-disk-fine = Quedan { $free } libres donde está la carpeta de datos.
doctor-disk-low = Solo quedan { $free } libres donde está la carpeta de datos.
doctor-disk-unknown = El sistema no dice cuánto espacio queda.
doctor-tools-fine = pg_dump y pg_restore { $version } están instalados.
doctor-tools-missing = { $why }
doctor-figures-fine = Valen para el { $day } y cuadran con los clientes.
doctor-figures-behind = Valen para el { $day }, hoy es { $today }, o cambiaron los umbrales: un trabajo las pone al día cada minuto.
doctor-figures-differ = Hay { $counted } clientes y las cifras cuentan { $kept }. Escríbenos antes de confiar en los totales.
doctor-queue-fine = Esperan { $waiting }, ninguno falló y ninguno está atrasado.
doctor-queue-failed = Fallaron { $failed } trabajos; esperan { $waiting }. Míralos en Trabajos.
doctor-queue-stuck = Un trabajo espera hace { $minutes } minutos y nadie lo toma: ¿corre vinculo worker? Esperan { $waiting }, fallaron { $failed }.
doctor-today-pinned = VINCULO_TODAY fija la fecha en { $day }: las cifras no son las de hoy.
doctor-connection-fine = Respondió en { $ms } ms. { $detail }
doctor-connection-bad = No respondió ({ $ms } ms): { $detail }
