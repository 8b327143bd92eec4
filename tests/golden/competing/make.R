#!/usr/bin/env Rscript
# R's answers to the calls of this folder over samples/trials: Rscript make.R > answers.jsonl (needs what ../first/r_answers.R needs, and cmprsk).
# Reading, subsets and printing are those of ../first/r_answers.R; the handlers here are for calls that it has none for.
base <- readLines("../first/r_answers.R")
from <- grep("^arguments <-", base); loop <- grep("^for \\(line in calls\\)", base)
root <- Sys.getenv("GOLDEN_DATA", "../../../samples/trials"); calls <- readLines(Sys.getenv("GOLDEN_CALLS", "calls.txt"))
eval(parse(text = base[setdiff(1:(loop - 1), c(from, from + 1))]), globalenv())
level <- function(call, name = "conf.level") if (is.null(call[[name]])) 0.95 else eval(call[[name]])
# Left side, groups and strata of a formula; groups are pasted as survfit names them.
parts <- function(f, d) { f <- as.formula(f); t <- attr(terms(f, specials = "strata", data = d), "term.labels"); s <- grepl("^strata\\(", t)
  list(groups = t[!s], strata = sub("^strata\\((.*)\\)$", "\\1", t[s])) }
labels_of <- function(groups, d) if (length(groups) == 0) factor(rep("", nrow(d))) else do.call(survival::strata, lapply(setNames(groups, groups), function(g) eval(parse(text = g), d)))
only_groups <- function(f, p) as.formula(paste(paste(deparse(f[[2]], width.cutoff = 500), collapse = ""), "~", if (length(p$groups)) paste(p$groups, collapse = " + ") else "1"))
own <- list(
  cuminc = function(call) { d <- rows(call); f <- call[[2]]; p <- parts(f, d); at <- eval(call$times); ci <- if (is.null(call$conf.type)) "log" else call$conf.type
    w <- if (is.null(call$weights)) NULL else d[[as.character(call$weights)]]
    fit <- if (is.null(w)) survival::survfit(only_groups(f, p), d, conf.type = ci, conf.int = level(call)) else { d$.case <- w; survival::survfit(only_groups(f, p), d, weights = .case, conf.type = ci, conf.int = level(call)) }; k <- length(fit$states); n <- if (is.null(fit$strata)) length(fit$time) else fit$strata
    lab <- if (is.null(fit$strata)) rep(NA, length(fit$time)) else rep(names(fit$strata), fit$strata); out <- list()
    s <- if (is.null(at)) NULL else summary(fit, times = at, extend = TRUE)
    for (g in unique(lab)) for (j in 2:k) { if (is.null(at)) { i <- if (is.na(g)) seq_along(fit$time) else which(lab == g)
        out[[length(out) + 1]] <- data.frame(time = fit$time[i], n.risk = fit$n.risk[i, 1], n.event = fit$n.event[i, j], estimate = fit$pstate[i, j], std.error = fit$std.err[i, j], conf.high = fit$upper[i, j], conf.low = fit$lower[i, j], state = fit$states[j], strata = g)
      } else { i <- if (is.na(g)) seq_along(s$time) else which(s$strata == g)
        out[[length(out) + 1]] <- data.frame(time = s$time[i], n.risk = s$n.risk[i, 1], estimate = s$pstate[i, j], std.error = s$std.err[i, j], conf.high = s$upper[i, j], conf.low = s$lower[i, j], state = fit$states[j], strata = g) } }
    glance <- list(n = nrow(d))
    if (length(p$groups) && is.null(w)) { y <- eval(f[[2]], d); st <- if (length(p$strata)) interaction(lapply(p$strata, function(x) d[[x]]), drop = TRUE) else rep(1, nrow(d))
      t <- cmprsk::cuminc(y[, 1], y[, 2], labels_of(p$groups, d), st, rho = if (is.null(call$rho)) 0 else eval(call$rho))$Tests
      glance$gray <- data.frame(state = attr(y, "states"), statistic = t[, 1], df = t[, 3], p.value = pchisq(t[, 1], t[, 3], lower.tail = FALSE)) }
    list(tidy = plain(do.call(rbind, out)), glance = glance) },
  pairwise_survdiff = function(call) { d <- rows(call); f <- call[[2]]; p <- parts(f, d); g <- labels_of(p$groups, d); r <- if (is.null(call$rho)) 0 else eval(call$rho); out <- list()
    for (b in 2:nlevels(g)) for (a in 1:(b - 1)) { x <- d[g %in% levels(g)[c(a, b)], ]; x$.g <- droplevels(g[g %in% levels(g)[c(a, b)]])
      h <- as.formula(paste(deparse(f[[2]], width.cutoff = 500), "~ .g", if (length(p$strata)) paste0("+ strata(", paste(p$strata, collapse = ", "), ")") else ""))
      out[[length(out) + 1]] <- data.frame(group1 = levels(g)[a], group2 = levels(g)[b], statistic = survival::survdiff(h, x, rho = r)$chisq) }
    t <- do.call(rbind, out); t$p.value <- pchisq(t$statistic, 1, lower.tail = FALSE); t$adj.p.value <- p.adjust(t$p.value, "holm"); list(tidy = plain(t), glance = list(n = nrow(d))) },
  pyears = function(call) { d <- rows(call); f <- call[[2]]; p <- parts(f, d); g <- labels_of(p$groups, d); sc <- if (is.null(call$scale)) 365.25 else eval(call$scale); y <- eval(f[[2]], d)
    e <- as.vector(tapply(y[, ncol(y)], g, sum)); pt <- as.vector(tapply(if (ncol(y) == 3) y[, 2] - y[, 1] else y[, 1], g, sum)) / sc; i <- !is.na(e); e <- e[i]; pt <- pt[i]; n <- levels(g)[i]; a <- 1 - level(call)
    t <- data.frame(pyears = pt, n = as.vector(table(g))[i], event = e, rate = e / pt, conf.low = qgamma(a / 2, e) / pt, conf.high = qgamma(1 - a / 2, e + 1) / pt, strata = if (length(p$groups)) n else NA)
    glance <- list(n = nrow(d), nevent = sum(e))
    if (length(e) > 1) glance$ratios <- do.call(rbind, lapply(seq_along(e)[-1], function(k) { h <- poisson.test(e[c(k, 1)], pt[c(k, 1)], conf.level = level(call)); data.frame(contrast = paste(n[k], "against", n[1]), estimate = unname(h$estimate), conf.low = h$conf.int[1], conf.high = h$conf.int[2], p.value = h$p.value) }))
    list(tidy = plain(t), glance = glance) }
)
# n and r.squared count R's expanded rows: left out
own$finegray <- function(call) { d <- rows(call); d$.id <- if (is.null(call$id)) seq_len(nrow(d)) else d[[as.character(call$id)]]; f <- as.formula(call[[2]]); p <- parts(f, d); y <- paste(deparse(f[[2]], width.cutoff = 500), collapse = "")
  e <- if (is.null(call$etype)) NULL else as.character(eval(call$etype)); right <- if (length(p$strata)) paste0(". + strata(", paste(p$strata, collapse = ", "), ")") else "."; keep <- d[unique(c(all.vars(f), ".id"))]
  s <- as.formula(paste(y, "~", right)); g <- if (is.null(e)) survival::finegray(s, keep, id = .id) else survival::finegray(s, keep, etype = e, id = .id)
  for (v in setdiff(names(keep), names(g))) g[[v]] <- keep[[v]][match(g$.id, keep$.id)]
  m <- as.formula(paste("Surv(fgstart, fgstop, fgstatus) ~", paste(deparse(f[[3]], width.cutoff = 500), collapse = "")))
  h <- survival::coxph(m, g, weights = fgwt, ties = "breslow", cluster = .id, control = coxph.control(eps = 1e-13, toler.chol = 1e-13, iter.max = 50)); gl <- as.list(glance(h)); gl$statistic.wald <- as.vector(h$wald.test)
  gl <- gl[setdiff(names(gl), c("n", "nobs", "r.squared", "r.squared.max", "concordance", "std.error.concordance"))]; answer(present(tidy(h), table_args(call)), c(gl, list(loglik0 = h$loglik[1]))) }
# several states: broom's table, and no Wald or robust score test of all states (not computed here)
plain_survfit <- handlers$survfit; plain_coxph <- handlers$coxph
own$survfit <- function(call) { d <- rows(call); y <- eval(call[[2]][[2]], d); if (!grepl("^m", attr(y, "type"))) return(plain_survfit(call)); at <- eval(call$times); call$times <- NULL; n <- if (is.null(call$id)) nrow(d) else length(unique(d[[as.character(call$id)]])); f <- refit(call, quote(survival::survfit), d)
  if (is.null(at)) { t <- plain(tidy(f)); if (!is.null(t$strata)) t <- t[order(match(t$state, f$states)), ]; return(list(tidy = t, glance = list(n = n))) }
  s <- summary(f, times = at, extend = TRUE); k <- length(f$states); begun <- s$std.err > 0 | s$pstate > 0 & s$pstate < 1   # before the first time R's interval of a certain state is 0 to 0
  s$lower[!begun & s$pstate == 1] <- 1; s$upper[!begun & s$pstate == 1] <- 1; one <- function(x) as.vector(x)
  list(tidy = data.frame(time = rep(s$time, k), n.risk = one(s$n.risk), estimate = one(s$pstate), std.error = one(s$std.err), conf.high = one(s$upper), conf.low = one(s$lower), state = rep(f$states, each = length(s$time)), strata = if (is.null(s$strata)) NA else rep(as.character(s$strata), k)), glance = list(n = n)) }
own$coxph <- function(call) { d <- rows(call); y <- eval(call[[2]][[2]], d); if (!grepl("^m", attr(y, "type"))) return(plain_coxph(call)); a <- plain_coxph(call)
  a$glance <- a$glance[setdiff(names(a$glance), c("statistic.wald", "p.value.wald", "statistic.robust", "p.value.robust", "concordance", "std.error.concordance", "r.squared", "r.squared.max"))]; a }
plain_survdiff <- handlers$survdiff
own$survdiff <- function(call) { if (!isTRUE(eval(call$trend))) return(plain_survdiff(call)); call$trend <- NULL; a <- plain_survdiff(call)
  d <- rows(call); f <- refit(call, quote(survival::survdiff), d); s <- seq_along(a$tidy$obs); u <- sum(s * (a$tidy$obs - a$tidy$exp)); x <- u^2 / as.vector(t(s) %*% f$var %*% s)   # Tarone 1975
  a$glance <- list(statistic = x, df = 1, p.value = pchisq(x, 1, lower.tail = FALSE)); a }
own$pexp <- function(call) { d <- rows(call); f <- as.formula(call[[2]]); b <- eval(call$breaks); y <- eval(f[[2]], d); d$.t <- y[, 1]; d$.e <- y[, 2]; if (is.null(b)) { d$.s <- 0 } else {
    d <- survival::survSplit(Surv(.t, .e) ~ ., d, cut = b, start = ".s", episode = "interval"); e <- c("0", format(b, trim = TRUE), "Inf")
    d$interval <- factor(d$interval, labels = paste0("(", head(e, -1), ",", tail(e, -1), c(rep("]", length(b)), ")"))) }
  d$.x <- d$.t - d$.s; m <- as.formula(paste(".e ~", if (!is.null(b)) "interval +", paste(deparse(f[[3]], width.cutoff = 500), collapse = ""), "+ offset(log(.x))"))
  g <- stats::glm(m, poisson, d, control = glm.control(epsilon = 1e-14, maxit = 100)); answer(present(tidy(g), table_args(call)), as.list(glance(g))) }
propensity <- function(call, d) { f <- as.formula(call[[2]]); g <- stats::glm(f, binomial, d, control = glm.control(epsilon = 1e-14, maxit = 100)); e <- unname(fitted(g)); a <- g$y == 1; m <- if (is.null(call$estimand)) "ATE" else call$estimand
  w <- switch(m, ATE = ifelse(a, 1 / e, 1 / (1 - e)), ATT = ifelse(a, 1, e / (1 - e)), ATC = ifelse(a, (1 - e) / e, 1), ATO = ifelse(a, 1 - e, e))
  if (isTRUE(eval(call$stabilize))) w <- w * ifelse(a, mean(a), 1 - mean(a)); if (!is.null(call$truncate)) w <- pmin(w, eval(call$truncate)); list(fit = g, w = w, a = a) }
own$iptw <- function(call) { d <- rows(call); q <- propensity(call, d); a <- q$a; w <- q$w; X <- model.matrix(q$fit)[, -1, drop = FALSE]; sc <- apply(X, 2, function(x) sqrt((var(x[a]) + var(x[!a])) / 2))
  gap <- function(w) apply(X, 2, function(x) weighted.mean(x[a], w[a]) - weighted.mean(x[!a], w[!a])) / sc
  list(tidy = plain(data.frame(term = colnames(X), smd = gap(rep(1, nrow(d))), smd.weighted = gap(w))), glance = list(n = nrow(d), deviance = q$fit$deviance,
    arms = data.frame(arm = c("0", "1"), n = c(sum(!a), sum(a)), sum.weights = c(sum(w[!a]), sum(w[a])), ess = c(sum(w[!a])^2 / sum(w[!a]^2), sum(w[a])^2 / sum(w[a]^2))), propensity = plain(tidy(q$fit)))) }
for (n in names(own)) handlers[[n]] <- own[[n]]
# weights = iptw(..): a column of the rows of the call
weigh <- function(h) { force(h); function(call) { if (is.call(call$weights) && identical(call$weights[[1]], as.name("iptw"))) { d <- rows(call); d$.w <- propensity(call$weights, d)$w; datasets[["weighted"]] <- d; call$data <- quote(weighted); call$subset <- NULL; call$weights <- quote(.w) }; h(call) } }
for (n in c("lm", "glm", "coxph", "survfit", "cuminc")) handlers[[n]] <- weigh(handlers[[n]])
eval(parse(text = base[loop:length(base)]), globalenv())
