# Turns the output of `go test -bench` into one table: a row per benchmark and database, a column per unit.
# A sub-benchmark called sqlite or postgres names the database; "-" means that the benchmark doesn't report that unit.

function put(row, column, text) {
  cell[row, column] = text
  if (length(text) > width[column]) width[column] = length(text)
}

function duration(ns) {
  if (ns >= 1e9) return sprintf("%.2f s", ns / 1e9)
  if (ns >= 1e6) return sprintf("%.2f ms", ns / 1e6)
  if (ns >= 1e3) return sprintf("%.2f us", ns / 1e3)
  return sprintf("%.0f ns", ns)
}

BEGIN {
  columns = 2
  put(0, 1, "benchmark")
  put(0, 2, "database")
}

$1 ~ /^Benchmark/ && $4 != "" {
  rows++
  name = $1
  sub(/^Benchmark/, "", name)
  sub(/-[0-9]+$/, "", name) # the number of processors
  database = "-"
  if (match(name, /\/(sqlite|postgres)(\/|$)/)) {
    database = name ~ /\/sqlite(\/|$)/ ? "sqlite" : "postgres"
    sub("/" database, "", name)
  }
  put(rows, 1, name)
  put(rows, 2, database)
  for (i = 3; i < NF; i += 2) {
    unit = $(i + 1)
    value = $i
    if (unit == "ns/op") {
      unit = "time/op"
      value = duration(value)
    }
    if (!(unit in column)) {
      column[unit] = ++columns
      put(0, columns, unit)
    }
    put(rows, column[unit], value)
  }
}

END {
  if (!rows) {
    print "no benchmark matched"
    exit
  }
  for (row = 0; row <= rows; row++) {
    line = sprintf("%-" width[1] "s  %-" width[2] "s", cell[row, 1], cell[row, 2])
    for (c = 3; c <= columns; c++)
      line = line sprintf("  %" width[c] "s", (row, c) in cell ? cell[row, c] : "-")
    print line
    if (row == 0) {
      gsub(/./, "-", line)
      print line
    }
  }
}
