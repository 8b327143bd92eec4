#!/usr/bin/env Rscript
# Cohorts at the edge, at five centres: Rscript data.R writes data/CENTRE/{d,t}.csv. d: b has no events, c no complete patient, e one stratum and
# the rare subgroup r alone; some times are 0. t: everybody has the same time.
set.seed(5); n <- 150; site <- rep(c("a", "b", "c", "d", "e"), each = n / 5)
d <- data.frame(time = rpois(n, 6) * rbinom(n, 1, 0.9), state = sample(0:2, n, TRUE), x = round(rnorm(n), 1), g = sample(c("p", "q"), n, TRUE), r = 0)
d$state[site == "b"] <- 0; d$x[site == "c"] <- NA; d$g[site == "e"] <- "q"; d$r[site == "e"] <- rep(0:1, length.out = n / 5)
t <- d[!is.na(d$x), ]; t$time <- 7; st <- site[!is.na(d$x)]
for (s in unique(site)) { dir.create(file.path("data", s), TRUE, TRUE); write.csv(d[site == s, ], file.path("data", s, "d.csv"), row.names = FALSE, quote = FALSE, na = "") }
for (s in unique(st)) write.csv(t[st == s, ], file.path("data", s, "t.csv"), row.names = FALSE, quote = FALSE)
