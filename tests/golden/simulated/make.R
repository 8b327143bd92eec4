#!/usr/bin/env Rscript
# Simulated cohorts and R's answers to calls on them: Rscript make.R FOLDER SEED.. writes FOLDER/cSEED/<centre>/d.csv and FOLDER/cSEED/answers.jsonl
# (needs what ../first/r_answers.R needs). Ties, missing values, delayed entry, clusters, weights, centres with one patient. No person is in
# these data. Reading, subsets and printing are those of ../first/r_answers.R.
arguments <- commandArgs(trailingOnly = TRUE); out <- arguments[1]; seeds <- as.integer(arguments[-1])
base <- readLines("../first/r_answers.R")
from <- grep("^arguments <-", base); loop <- grep("^for \\(line in calls\\)", base)
root <- ""; calls <- character()
eval(parse(text = base[setdiff(1:(loop - 1), c(from, from + 1))]), globalenv())
cohort <- function(seed) {
  set.seed(seed); n <- sample(c(40, 80, 160, 300), 1); people <- sample(seq_len(ceiling(n * runif(1, .5, 1))), n, replace = TRUE)
  sites <- sample(2:5, 1); home <- sample(sites, max(people), replace = TRUE); home[people[1]] <- sites + 1   # a tiny centre
  x <- round(rnorm(n), 1); g <- sample(c("a", "b", "c"), n, TRUE); h <- sample(c("u", "v"), n, TRUE, c(.7, .3)); z <- rpois(n, 3)
  scale <- sample(c(10, 60, 400), 1); t <- ceiling(rexp(n, exp(.5 * x + .4 * (g == "b")) / scale)); c <- ceiling(runif(n, 0, 2.5 * scale))
  time <- pmin(t, c); if (seed %% 4 == 0) time[sample(n, 2)] <- 0
  entry <- pmax(0, time - ceiling(rexp(n, 2 / scale))); entry[runif(n) < .3] <- 0
  d <- data.frame(pid = people, time = time, entry = entry, event = as.integer(t <= c), x = x, z = z, g = g, h = h,
    w = round(runif(n, .2, 3), 2), k = sample(1:4, n, TRUE), off = round(rnorm(n, 0, .3), 2))
  for (v in c("x", "z", "g", "h")) if (runif(1) < .4) d[[v]][sample(n, ceiling(n / 25))] <- NA
  split(d, paste0("s", home[people])) }
pick <- function(...) sample(c(...), 1)
survfit_call <- function() { s <- pick("Surv(time, event)", "Surv(time, event)", "Surv(entry, time, event)")
  w <- pick("", "", ", weights = k", if (grepl("entry", s)) "" else ", weights = w"); fh <- if (grepl("= w", w)) pick("", ", stype = 2") else pick("", "", ", stype = 2", ", stype = 2, ctype = 2")
  sub <- if (grepl("entry", s)) pick(", subset = entry < time", ", subset = entry < time & z < 6") else pick("", "", ", subset = z < 6")
  sprintf("survfit(%s ~ %s, data = d%s%s%s%s%s)", s, pick("1", "g", "h", "g + h", "strata(h)"), w, fh, pick("", ", conf.type = \"plain\"", ", conf.type = \"log-log\"", ", conf.type = \"logit\"", ", conf.type = \"arcsin\"", ", conf.int = 0.8"), sub,
    pick("", "", ", times = c(1, 5, 20, 60)", if (fh == "" && w == "") ", start.time = 4" else "")) }
cox_terms <- function() paste(c(sample(c("x", "z", "g", "h", "x:h", "log(z + 1)", "x * g"), sample(1:3, 1)), pick("", "", "offset(off)"), pick("", "", "strata(h)", "strata(site)", "strata(site) + strata(g)")), collapse = " + ")
clean <- function(f) { p <- strsplit(f, " \\+ ")[[1]]; p <- unique(p[p != ""]); st <- p[grepl("strata", p)]; v <- sub("strata\\((.*)\\)", "\\1", st); p <- p[!(grepl(paste0("\\b(", paste(c(v, "@"), collapse = "|"), ")\\b"), p) & !grepl("strata", p))]
  if (!any(!grepl("strata|offset", p))) p <- c(if ("x" %in% v) "z" else "x", p); p <- p[order(grepl(":", p))]   # with two strata() R renames x:h + h
  paste(p, collapse = " + ") }
cox_call <- function() { s <- pick("Surv(time, event)", "Surv(time, event)", "Surv(entry, time, event)"); f <- clean(cox_terms()); off <- grepl("offset", f)
  sub <- if (grepl("entry", s)) pick(", subset = entry < time", ", subset = entry < time & z < 6") else pick("", "", ", subset = z < 6")
  sprintf("coxph(%s ~ %s, data = d%s%s%s%s)", s, f, pick("", "", ", weights = k", if (off) "" else ", weights = w"), if (off) "" else pick("", "", ", robust = TRUE", ", cluster = pid"), pick("", ", ties = \"breslow\""), sub) }
zph_call <- function() { s <- pick("Surv(time, event)", "Surv(entry, time, event)")
  sprintf("cox.zph(%s ~ %s, data = d%s%s, transform = \"%s\"%s)", s, clean(cox_terms()), pick("", ", weights = k"), pick("", ", ties = \"breslow\""), pick("km", "rank", "identity"), if (grepl("entry", s)) ", subset = entry < time" else ", subset = time > 0") }
conc_call <- function() { s <- pick("Surv(time, event)", "Surv(entry, time, event)"); sub <- if (grepl("entry", s)) ", subset = entry < time" else ""; w <- pick("", ", weights = k", ", weights = w"); cl <- pick("", ", cluster = pid")
  if (runif(1) < .3) sprintf("concordance(coxph(%s ~ x + g + strata(site), data = d%s%s%s))", s, w, cl, sub) else sprintf("concordance(%s ~ %s%s, data = d%s%s%s%s)", s, pick("z", "x"), pick("", "", " + strata(site)", " + strata(h)"), w, cl, sub, pick("", ", reverse = TRUE")) }
base_call <- function() { s <- pick("Surv(time, event)", "Surv(entry, time, event)"); sub <- if (grepl("entry", s)) ", subset = entry < time" else ""; t <- pick("", ", ties = \"breslow\""); st <- pick("", " + strata(h)")
  if (runif(1) < .5) sprintf("basehaz(coxph(%s ~ x + g%s, data = d%s%s)%s)", s, st, t, sub, pick("", ", centered = FALSE"))
  else sprintf("predict(coxph(%s ~ x + g + z%s, data = d%s%s), newdata = data.frame(x = c(0.5, -1), g = c(\"a\", \"b\"), z = 2), type = \"survival\", times = c(1, 5, 20, 60))", s, st, t, sub) }
other_call <- function() pick("followup(Surv(time, event), data = d)", "followup(Surv(time, event) ~ g, data = d)", "nrisk(Surv(time, event) ~ h, data = d, times = c(0, 1, 5, 20, 60))", "nrisk(Surv(entry, time, event) ~ 1, data = d, times = c(1, 5, 20), subset = entry < time)",
  "cox.zph(Surv(time, event) ~ x + z, data = d, bins = 3, transform = \"identity\")", "cox.zph(Surv(time, event) ~ x + strata(site), data = d, bins = 2, transform = \"identity\")")
exact <- quote(coxph.control(eps = 1e-13, toler.chol = 1e-13, iter.max = 50))
fitted_model <- function(call, d) { call$newdata <- call$times <- call$type <- call$centered <- call$bins <- call$transform <- NULL; call$control <- exact; refit(call, quote(survival::coxph), d) }
inner <- function(call) { if (is.call(call[[2]]) && identical(call[[2]][[1]], as.name("coxph"))) { a <- as.list(call)[-(1:2)]; i <- call[[2]]; for (n in names(a)) i[[n]] <- a[[n]]; i } else call }
followed <- function(call) { d <- rows(call); f <- call[[2]]; if (!identical(f[[1]], as.name("~"))) { f <- call("~", f, 1); call[[2]] <- f; d <- rows(call) }
  s <- f[[2]]; s[[length(s)]] <- call("==", s[[length(s)]], 0); f[[2]] <- s; m <- survival::survfit(as.formula(f), d); q <- quantile(m, c(.25, .5, .75)); r <- if (is.null(m$strata)) 1 else length(m$strata)
  x <- function(v) matrix(v, nrow = r); answer(data.frame(strata = if (is.null(m$strata)) NA else names(m$strata), n = m$n, n.censor = as.vector(tapply(m$n.event, rep(seq_len(r), if (is.null(m$strata)) length(m$time) else m$strata), sum)),
    median = x(q$quantile)[, 2], conf.low = x(q$lower)[, 2], conf.high = x(q$upper)[, 2], q1 = x(q$quantile)[, 1], q3 = x(q$quantile)[, 3]), list(n = nrow(d))) }
effect_parts <- function(f, d, v, k) { k <- min(k, floor(sum(d$event) / 11)); k <- max(1, k); e <- tapply(d$event, d$time, sum); t <- as.numeric(names(e)); e <- as.vector(e); all <- sum(e); cut <- c(); w <- s <- 0
  for (i in which(e > 0)) { w <- w + e[i]; s <- s + e[i]; if (w >= all / k && all - s >= 11) { cut <- c(cut, t[i]); w <- 0 } }
  a <- c(-1, cut); b <- c(cut, max(t[e > 0])); strata <- if ("strata(site)" %in% attr(terms(f), "term.labels")) " + strata(site)" else ""
  do.call(rbind, lapply(seq_along(a), function(i) { p <- d[d$time > a[i], ]; p$s <- a[i]; p$e <- as.integer(p$event == 1 & p$time <= b[i]); p$t <- pmin(p$time, b[i])
    g <- suppressWarnings(survival::coxph(as.formula(paste0("Surv(s, t, e) ~ ", paste(v, collapse = " + "), strata)), p, init = coef(f), control = coxph.control(iter.max = 0)))
    u <- colSums(as.matrix(residuals(g, "score"))); data.frame(term = v, i = i, to = b[i], n.event = sum(p$e), estimate = coef(f) + as.vector(g$var %*% u), std.error = sqrt(diag(g$var)), constant = coef(f)) })) }
own <- list(
  concordance = function(call) { d <- rows(inner(call)); if (identical(inner(call)[[1]], as.name("coxph"))) f <- survival::concordance(fitted_model(inner(call), d)) else { call$subset <- NULL; f <- refit(call, quote(survival::concordance), d) }
    n <- if (is.matrix(f$count)) colSums(f$count) else f$count; answer(data.frame(estimate = unname(f$concordance), std.error = sqrt(as.vector(f$var)), concordant = n[["concordant"]], discordant = n[["discordant"]], tied.x = n[["tied.x"]], tied.y = n[["tied.y"]], tied.xy = n[["tied.xy"]]), list(n = nrow(d))) },
  basehaz = function(call) { i <- inner(call); d <- rows(i); h <- survival::basehaz(fitted_model(i, d), centered = is.null(call$centered)); if (!is.null(h$strata)) h$strata <- paste0("h=", sub("^h=", "", as.character(h$strata))); answer(h[, intersect(c("time", "hazard", "strata"), names(h))], list(n = nrow(d))) },
  predict = function(call) { i <- inner(call); d <- rows(i); f <- fitted_model(i, d); nd <- eval(call$newdata); t <- eval(call$times); h <- if (grepl("strata", deparse(i[[2]])[1])) levels(d$h) else NA; out <- NULL
    for (r in seq_len(nrow(nd))) for (l in h) { n <- nd[r, , drop = FALSE]; if (!is.na(l)) n$h <- l; s <- summary(survival::survfit(f, newdata = n), times = t, extend = TRUE); out <- rbind(out, data.frame(row = r, time = t, strata = if (is.na(l)) NA else paste0("h=", l), estimate = s$surv, std.error = s$std.err / s$surv, conf.high = s$upper, conf.low = s$lower)) }
    if (all(is.na(out$strata))) out$strata <- NULL
    answer(out, list(n = nrow(d))) },
  followup = followed,
  nrisk = function(call) { d <- rows(call); t <- eval(call$times); s <- summary(survival::survfit(as.formula(call[[2]]), d), times = t, extend = TRUE); o <- data.frame(time = s$time, n.risk = s$n.risk); if (!is.null(s$strata)) o$strata <- as.character(s$strata); answer(o) },
  survfit = function(call) { q <- eval(call$quantiles); call$quantiles <- NULL; a <- handlers$survfit(call)
    d <- rows(call); at <- call$times; call$times <- NULL; f <- refit(call, quote(survival::survfit), d)
    if (is.null(at) && !isTRUE(f$logse)) a$tidy$std.error <- a$tidy$std.error / a$tidy$estimate   # robust: R gives that of S
    # weights with stype = 2: R 4.2's survival takes the error of H for that of S and divides by S, so that its intervals are too wide
    if (!is.null(call$weights) && identical(as.character(call$weights), "w") && !is.null(call$stype)) { for (v in c("std.error", "conf.high", "conf.low")) a$tidy[[v]] <- NULL; a$glance$median$conf.low <- a$glance$median$conf.high <- NULL }
    a },
  cox.zph = function(call) { k <- eval(call$bins); call$bins <- NULL; d <- dataset("d"); d$k <- as.numeric(d$k); datasets[["d"]] <- d
    call$control <- quote(coxph.control(eps = 1e-13, toler.chol = 1e-13, iter.max = 50)); a <- handlers$cox.zph(call)
    if (!is.null(k)) { d <- rows(call); f <- fitted_model(call, d); b <- effect_parts(f, d, names(coef(f)), k); b <- b[order(match(b$term, names(coef(f))), b$i), ]; b$i <- NULL; a$glance <- list(n = a$glance$n, beta = plain(b)) }
    a },   # R takes double weights only
  coxph = function(call) { if (!is.null(call$robust) && grepl("entry", deparse(call[[2]][[2]]))) { d <- rows(call); call$robust <- NULL; call$cluster <- seq_len(nrow(d)); a <- handlers$coxph(call) } else a <- handlers$coxph(call); a })
answer_of <- function(line) { call <- parse(text = line, keep.source = FALSE)[[1]]; name <- as.character(call[[1]]); (if (is.null(own[[name]])) handlers[[name]] else own[[name]])(call) }
for (seed in seeds) {
  parts <- cohort(seed); folder <- file.path(out, paste0("c", seed)); rm(list = ls(datasets), envir = datasets); root <- folder
  for (s in names(parts)) { dir.create(file.path(folder, s), recursive = TRUE, showWarnings = FALSE); write.csv(parts[[s]], file.path(folder, s, "d.csv"), row.names = FALSE, quote = FALSE) }
  lines <- c(replicate(5, survfit_call()), replicate(7, cox_call()), replicate(3, zph_call()), replicate(3, conc_call()), replicate(3, base_call()), replicate(2, other_call()))
  con <- file(file.path(folder, "answers.jsonl"), "w")
  for (line in unique(lines)) { result <- tryCatch(answer_of(line), error = function(e) list(error = conditionMessage(e)))
    cat(toJSON(c(list(call = line), result), digits = NA, auto_unbox = TRUE, na = "string", null = "null", dataframe = "rows"), "\n", sep = "", file = con) }
  close(con) }
