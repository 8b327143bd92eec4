#!/usr/bin/env Rscript
# Random data at random centres and random calls on them: Rscript make.R (needs what ../competing/make.R needs, whose handlers answer).
# Ties, missing values, late entries, strata, centres without events or with one group only; the seed is fixed.
# Calls that R refuses, or whose estimates run off to infinity, are left out of r.jsonl.
set.seed(20261126)
pick <- function(...) sample(c(...), 1)
unlink("data", recursive = TRUE); calls <- character()
for (k in 1:14) {
  n <- sample(40:130, 1); name <- sprintf("d%02d", k); longest <- pick(8, 25, 120); least <- pick(0, 1, 1)
  d <- data.frame(id = 1:n, t = sample(least:longest, n, TRUE), s = sample(0:2, n, TRUE, c(.3, .4, .3)), g = sample(c("A", "B", "C"), n, TRUE, c(.5, .3, .2)), h = sample(0:1, n, TRUE), m = sample(c("u", "v"), n, TRUE), x = round(rnorm(n), 1))
  d$b <- pmax(least - 1, 0); i <- d$t > d$b + 1 & runif(n) < .5; d$b[i] <- d$b[i] + floor(runif(sum(i)) * (d$t[i] - d$b[i])); d$e <- as.integer(d$s == 1); d$a <- as.integer(runif(n) < plogis(.5 * d$x - .3 * d$h))
  if (k %% 3 == 0) { d$x[sample(n, 4)] <- NA; d$g[sample(n, 3)] <- NA }
  sites <- sample(c("north", "south", "east", "west"), pick(1, 2, 3, 4)); site <- sample(sites, n, TRUE)
  if (length(sites) > 1 && k %% 2 == 0) d[site == sites[1], c("s", "e")] <- 0                      # a centre without events
  if (length(sites) > 2 && k %% 4 == 1) d$g[site == sites[2] & !is.na(d$g)] <- "A"                 # one group only
  # paths through two states, with late entries
  rows <- list(); for (p in 1:sample(30:70, 1)) { at <- sample(0:3, 1); end <- at + sample(2:20, 1); mid <- if (runif(1) < .5 && end - at > 2) sample((at + 1):(end - 1), 1) else NA; v <- sample(c("A", "B"), 1); last <- sample(c(0, 2), 1)
    if (is.na(mid)) rows[[length(rows) + 1]] <- data.frame(id = p, start = at, stop = end, state = last, g = v) else rows[[length(rows) + 1]] <- data.frame(id = p, start = c(at, mid), stop = c(mid, end), state = c(if (k %% 2 == 0) pick(1, 0) else 1, last), g = v) }
  path <- do.call(rbind, rows); home <- sample(sites, max(path$id), TRUE)[path$id]
  for (s in sites) { dir.create(file.path("data", s), recursive = TRUE, showWarnings = FALSE)
    write.csv(d[site == s, ], file.path("data", s, paste0(name, ".csv")), row.names = FALSE, na = "", quote = FALSE); write.csv(path[home == s, ], file.path("data", s, paste0("p", name, ".csv")), row.names = FALSE, quote = FALSE) }
  tm <- paste(sort(sample(1:longest, min(4, longest))), collapse = ", "); st <- function() pick("", "", " + strata(m)", " + strata(site)"); gr <- function() pick("g", "h", "g + h"); ci <- function() pick("", ', conf.type = "plain"', ', conf.type = "log-log"', ", conf.level = 0.9")
  sub <- function() pick("", "", ", subset = x > -1", ", subset = t > 1")
  calls <- c(calls,
    sprintf("cuminc(Surv(t, factor(s)) ~ %s%s, data = %s, times = c(%s)%s%s)", c(gr(), gr(), gr(), gr()), c(st(), st(), st(), ""), name, tm, c(ci(), ci(), "", ", rho = 1"), c(sub(), sub(), "", "")),
    sprintf("cuminc(Surv(t, factor(s)) ~ 1, data = %s)", name),
    sprintf("survdiff(Surv(t, e) ~ %s%s, data = %s%s%s)", c(gr(), gr(), gr()), c(st(), st(), st()), name, c("", ", rho = 1", ", rho = 0.5"), c(sub(), sub(), sub())),
    sprintf("survdiff(Surv(t, e) ~ g%s, data = %s, trend = TRUE)", st(), name),
    sprintf("pairwise_survdiff(Surv(t, e) ~ g%s, data = %s%s)", st(), name, pick("", ", rho = 1")),
    sprintf("pyears(Surv(%s, e) ~ %s, data = %s, scale = 1%s)", c("t", "b, t"), c(gr(), gr()), name, c(", subset = t > 0", ", conf.level = 0.9")),
    sprintf("rmst(Surv(%s, e) ~ %s, data = %s, tau = %d%s)", c("t", "b, t"), c(gr(), "h"), name, max(2, longest %/% 2), c("", ", subset = t > 0")),
    sprintf("finegray(Surv(t, factor(s)) ~ x%s%s, data = %s%s%s)", c("", " + g", " + h", " + m:x"), c(st(), st(), st(), st()), name, c("", ", etype = 2", ", conf.int = TRUE", ", etype = 1"), c(sub(), sub(), "", "")),
    sprintf("coxph(Surv(t, factor(s)) ~ x + %s%s, data = %s, id = id%s)", c("h", "m"), c(st(), ""), name, c("", ', ties = "breslow"')),
    sprintf("survfit(Surv(t, factor(s)) ~ %s, data = %s, times = c(%s)%s)", c(gr(), "1"), name, tm, c("", ', conf.type = "log-log"')),
    # survival 3.5 counts a first row that the patient's next one continues as a censoring: with such rows only the curve is compared
    sprintf("survfit(Surv(start, stop, factor(state)) ~ %s, data = p%s, id = id%s)", c("1", "g"), name, if (k %% 2 == 0) ", times = c(9, 12)" else c("", ", times = c(3, 7, 12)")),
    sprintf("pexp(Surv(t, e) ~ x + %s, data = %s, breaks = c(%d, %d), subset = t > 0)", c("h", "g", "h:interval"), name, max(1, longest %/% 4), max(2, longest %/% 2)),
    sprintf("iptw(a ~ x + %s, data = %s, estimand = \"%s\"%s)", c("h", "m"), name, c("ATE", pick("ATT", "ATC", "ATO")), c(pick("", ", stabilize = TRUE"), "")),
    sprintf("lm(t ~ a, data = %s, weights = iptw(a ~ x + h), vcov = \"HC0\", subset = !is.na(x))", name))
}
writeLines(c("# Made by make.R", calls), "calls.txt")
setwd("../competing")
out <- system2("Rscript", "make.R", stdout = TRUE, stderr = FALSE, env = c("GOLDEN_DATA=../competing-random/data", "GOLDEN_CALLS=../competing-random/calls.txt"))
setwd("../competing-random")
sane <- function(line) { a <- jsonlite::fromJSON(line, simplifyVector = TRUE); if (!is.null(a$error)) return(FALSE); t <- a$tidy
  if (grepl("^(finegray|coxph|pexp)", a$call)) return(is.data.frame(t) && is.numeric(t$estimate) && all(abs(t$estimate) < 8) && all(t$std.error < 8)); TRUE }
even <- function(line) grepl("data = p", line) && as.integer(base::sub(".*data = pd([0-9]+).*", "\\1", line)) %% 2 == 0
out <- out[vapply(out, sane, TRUE)]; i <- vapply(out, even, TRUE); out[i] <- gsub('"n.risk":[0-9]+,', "", out[i]); writeLines(out, "r.jsonl")
