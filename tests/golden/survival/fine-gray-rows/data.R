#!/usr/bin/env Rscript
# Patients with late entries and up to three rows each, at three centres: Rscript data.R writes data/CENTRE/d.csv
set.seed(1808)
n <- 300; id <- 1:n; site <- sample(c("a", "b", "c"), n, TRUE, c(5, 3, 2)); g <- sample(c("p", "q"), n, TRUE); z <- round(rnorm(n), 2)
entry <- pmin(rpois(n, 25) * sample(0:1, n, TRUE), 60); end <- entry + 1 + rpois(n, 60 * rexp(n)); state <- sample(0:2, n, TRUE, c(3, 4, 3))
rows <- do.call(rbind, lapply(id, function(i) {
  cut <- sort(unique(c(entry[i], sample(entry[i]:end[i], 2), end[i]))); k <- length(cut) - 1
  data.frame(id = i, site = site[i], start = cut[1:k], stop = cut[-1], event = c(rep(0, k - 1), state[i]), z = z[i], x = sample(0:9, k, TRUE), g = g[i]) }))
for (s in unique(site)) { dir.create(file.path("data", s), TRUE, TRUE); write.csv(rows[rows$site == s, setdiff(names(rows), "site")], file.path("data", s, "d.csv"), row.names = FALSE, quote = FALSE) }
