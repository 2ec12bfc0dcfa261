# Whether everything that the program stands on is well: the page and the command `doctor`.
nav-doctor = Diagnosis
doctor-verdict-fine = All is well.
doctor-verdict-warning = Everything works; something is worth a look.
doctor-verdict-bad = Something is not well.
doctor-state-fine = Fine
doctor-state-warning = Look
doctor-state-bad = Bad
doctor-what = What
doctor-state = State
doctor-detail = Detail
doctor-ask = Ask every connection
doctor-asked = { $n ->
    [0] No connection is set up.
    [one] { $count } connection was asked.
   *[other] { $count } connections were asked.
}
doctor-command = The same on the command line: vinculo doctor. It fails where something is bad.
doctor-title-server = PostgreSQL
doctor-title-extensions = Extensions
doctor-title-collation = Sorting
doctor-title-schema = Schema
doctor-title-clock = Clock
doctor-title-disk = Disk
doctor-title-tools = Programs for backups
doctor-title-figures = Figures
doctor-title-queue = Jobs
doctor-title-today = Pinned date
doctor-server-fine = Version { $version }; the database takes { $size }.
doctor-server-old = Version { $version }; 15 or newer is needed ({ $size }).
doctor-server-away = The database cannot be reached: { $why }
doctor-extensions-fine = pg_trgm and unaccent are installed.
doctor-extensions-missing = Missing: { $missing }.
doctor-collation-fine = { $name }: the system sorts as it did when the indexes were built.
doctor-collation-changed = { $name }: the indexes were built with version { $stored }, the system has { $actual }. Run REINDEX DATABASE, then ALTER DATABASE … REFRESH COLLATION VERSION or ALTER COLLATION … REFRESH VERSION.
doctor-schema-fine = It is up to date.
doctor-schema-pending = { $steps } steps are missing; the program takes them when it starts. Try them on a copy before: vinculo migrate --dry-run.
doctor-schema-newer = { $why }
doctor-clock-fine = The program and the database have the same time.
doctor-clock-apart = The program's time and the database's differ by { $seconds } seconds. Synchronise the clocks.
doctor-disk-fine = { $free } are free where the data folder lies.
doctor-disk-low = Only { $free } are free where the data folder lies.
doctor-disk-unknown = The system does not say how much space is left.
doctor-tools-fine = pg_dump and pg_restore { $version } are installed.
doctor-tools-missing = { $why }
doctor-figures-fine = They hold for { $day } and agree with the customers.
doctor-figures-behind = They hold for { $day }, today is { $today }, or the thresholds changed: a job brings them up to date every minute.
doctor-figures-differ = There are { $counted } customers and the figures count { $kept }. Ask before you trust the totals.
doctor-queue-fine = { $waiting } wait, none failed and none is late.
doctor-queue-failed = { $failed } jobs failed; { $waiting } wait. Look at Jobs.
doctor-queue-stuck = A job has waited for { $minutes } minutes and nobody takes it: does vinculo worker run? { $waiting } wait, { $failed } failed.
doctor-today-pinned = VINCULO_TODAY pins the date to { $day }: the figures are not today's.
doctor-connection-fine = It answered in { $ms } ms. { $detail }
doctor-connection-bad = It did not answer ({ $ms } ms): { $detail }
