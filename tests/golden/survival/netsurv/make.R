#!/usr/bin/env Rscript
# population.lifetable.csv: daily hazards of a made-up population (Gompertz; 1 male, 0 female), and the answers to calls.txt over samples/trials:
#   Rscript make.R > r.jsonl
# The estimator of Pohar Perme, Stare and Esteve (2012) on the pooled patients, day by day; relsurv is not needed. The hazard of a day is that of
# its beginning; the cumulative hazards are checked against survexp(), which changes rates within the day.
base <- readLines("../../first/r_answers.R")
from <- grep("^arguments <-", base); loop <- grep("^for \\(line in calls\\)", base)
root <- "../../../../samples/trials"; calls <- readLines("calls.txt")
eval(parse(text = base[setdiff(1:(loop - 1), c(from, from + 1))]), globalenv())
years <- 1978:1998; ages <- 20:100; gompertz <- function(age, year, male) exp(-16 + 0.088 * age - 0.012 * (year - 1978)) * ifelse(male, 1.7, 1)
table <- expand.grid(age = ages, year = years, sex = c("0", "1"), stringsAsFactors = FALSE)
table$rate <- signif(gompertz(table$age, table$year, table$sex == "1"), 8)
write.csv(table[c("sex", "year", "age", "rate")], "population.lifetable.csv", row.names = FALSE, quote = FALSE)
rates <- array(table$rate, c(length(ages), length(years), 2))
hazards <- function(age, sex, entry, days) { u <- seq_len(days) - 1
  y <- as.integer(format(as.Date(entry, origin = "1970-01-01") + u, "%Y")); a <- floor((age * 365.25 + u) / 365.25)
  rates[cbind(pmin(pmax(a - 19, 1), length(ages)), pmin(pmax(y - 1977, 1), length(years)), if (sex == "1") 2 else 1)] }
day_of <- function(year) { w <- floor(year); as.numeric(as.Date(paste0(w, "-01-01"))) + (year - w) * 365.25 }
handlers$netsurv <- function(call) {
  d <- rows(call); for (v in c("age", "sex", "year")) { x <- eval(call[[v]], d); d[[paste0(".", v)]] <- if (length(x) == 1) rep(x, nrow(d)) else x }
  d <- d[complete.cases(d[c(".age", ".sex", ".year")]), ]; y <- eval(call[[2]][[2]], d); unit <- if (grepl("30.4375", deparse(call[[2]]))) 30.4375 else 1
  days <- pmax(1, ceiling(y[, 1] * unit - 1e-6)); died <- y[, 2]; at <- eval(call$times); z <- qnorm(1 - (1 - (if (is.null(call$conf.level)) 0.95 else call$conf.level)) / 2)
  H <- lapply(seq_len(nrow(d)), function(i) hazards(d$.age[i], as.character(d$.sex[i]), floor(day_of(d$.year[i])), days[i]))
  g <- attr(terms(as.formula(call[[2]])), "term.labels"); groups <- if (length(g)) split(seq_len(nrow(d)), d[[g]]) else list(all = seq_len(nrow(d)))
  out <- list()
  for (name in names(groups)) { who <- groups[[name]]; if (!length(who)) next; D <- max(days[who]); wN <- w2 <- W <- E <- numeric(D)
    for (i in who) { w <- exp(cumsum(H[[i]])); k <- seq_along(w); W[k] <- W[k] + w; E[k] <- E[k] + diff(c(1, w)); if (died[i]) { wN[days[i]] <- wN[days[i]] + w[days[i]]; w2[days[i]] <- w2[days[i]] + w[days[i]]^2 } }
    L <- cumsum((wN - E) / W); V <- cumsum(w2 / W^2)
    for (t in at) { k <- floor(t * unit + 1e-6); S <- exp(-L[k]); s <- sqrt(V[k])
      out[[length(out) + 1]] <- data.frame(time = t, n.risk = sum(days[who] >= k), estimate = S, std.error = s, conf.high = min(1, S * exp(z * s)), conf.low = S * exp(-z * s), strata = if (length(g)) paste0(g, "=", name) else NA) } }
  answer(do.call(rbind, out), list(n = nrow(d))) }
# survexp's own cumulative hazards of some patients who are followed within the table
# (the frame of R's US tables with these hazards; theirs change years on birthdays: type 4; here they change on 1 January as in other tables: type 3)
frame <- survival::survexp.us; attr(frame, "type")[3] <- 3; cells <- expand.grid(age = as.numeric(dimnames(frame)[[1]]), sex = dimnames(frame)[[2]], year = as.numeric(dimnames(frame)[[3]]))
frame[] <- gompertz(cells$age, cells$year, cells$sex == "male")
d <- dataset("rotterdam"); d <- d[d$year + d$dtime / 365.25 < 1998 & d$age < 80, ][1:50, ]; e <- survival::survexp(dtime ~ 1, d, rmap = list(age = age * 365.25, sex = "female", year = as.Date(paste0(year, "-01-01"))), ratetable = frame, method = "individual.h")
h <- sapply(1:50, function(i) sum(hazards(d$age[i], "0", day_of(d$year[i]), d$dtime[i]))); message("survexp: ", max(abs(h / e - 1))); stopifnot(max(abs(h / e - 1)) < 1e-3)
eval(parse(text = base[loop:length(base)]), globalenv())
