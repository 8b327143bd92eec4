#!/usr/bin/env Rscript
# R's answers to the calls of this folder over samples/trials: Rscript make.R > answers.jsonl
# concordance() is R's. survival_metrics() is written out on the pooled patients, pair by pair, with the estimators that riskRegression
# uses (its published numbers for rotterdam -> gbsg are a test of their own).
base <- readLines("../../first/r_answers.R")
from <- grep("^arguments <-", base); loop <- grep("^for \\(line in calls\\)", base)
root <- "../../../../samples/trials"; calls <- readLines("calls.txt")
eval(parse(text = base[setdiff(1:(loop - 1), c(from, from + 1))]), globalenv())
fitted_model <- function(call, d) { call$control <- quote(coxph.control(eps = 1e-13, toler.chol = 1e-13, iter.max = 50)); refit(call, quote(survival::coxph), d) }
own <- list(
  concordance = function(call) { nested <- identical(call[[2]][[1]], as.name("coxph"))
    if (nested) { d <- rows(call[[2]]); f <- survival::concordance(fitted_model(call[[2]], d), timewt = if (is.null(call$timewt)) "n" else call$timewt) }
    else { d <- rows(call); call$subset <- NULL; f <- refit(call, quote(survival::concordance), d) }
    n <- if (is.matrix(f$count)) colSums(f$count) else f$count
    answer(data.frame(estimate = unname(f$concordance), std.error = sqrt(as.vector(f$var)), concordant = n[["concordant"]], discordant = n[["discordant"]], tied.x = n[["tied.x"]], tied.y = n[["tied.y"]], tied.xy = n[["tied.xy"]]), list(n = nrow(d))) },
  survival_metrics = function(call) {
    d <- rows(call); y <- eval(call[[2]][[2]], d); time <- y[, 1]; ev <- y[, 2]; x <- as.vector(eval(call[[2]][[3]], d)); n <- nrow(d)
    at <- eval(call$times); s0 <- if (is.null(call$baseline)) NULL else eval(call$baseline); z <- qnorm(1 - (1 - (if (is.null(call$conf.level)) 0.95 else call$conf.level)) / 2)
    ut <- sort(unique(time)); risk <- sapply(ut, function(u) sum(time >= u)); e <- sapply(ut, function(u) sum(time == u & ev == 1)); cens <- sapply(ut, function(u) sum(time == u & ev == 0))
    g <- cumprod(1 - ifelse(cens > 0, cens / (risk - e), 0)); before <- c(1, g[-length(g)]); km <- survfit(Surv(time, ev) ~ 1)
    se <- function(r, t) { k <- ut <= t; h <- sapply(ut[k], function(u) sum(r[time > u])); a <- h / risk[k]; taken <- cumsum(h * cens[k] / risk[k]^2); i <- findInterval(time, ut[k])
      sd(r + ifelse(ev == 0 & time <= t, a[match(time, ut[k])], 0) - taken[i]) / sqrt(n) }
    out <- list(); add <- function(t, m, v, s = NA) out[[length(out) + 1]] <<- data.frame(time = t, measure = m, estimate = v, std.error = s, conf.low = v - z * s, conf.high = v + z * s)
    for (k in seq_along(at)) { t <- at[k]; case <- time <= t & ev == 1; control <- time > t; w <- ifelse(case, 1 / before[match(time, ut)], ifelse(control, 1 / g[max(which(ut <= t))], 0))
      above <- outer(x[case], x[control], function(a, b) (a > b) + (a == b) / 2); W <- outer(w[case], w[control]); auc <- sum(W * above) / sum(W); den <- sum(W) / n
      phi <- numeric(n); phi[case] <- w[case] * (above %*% w[control] - auc * sum(w[control])) / den; phi[control] <- w[control] * (t(above) %*% w[case] - auc * sum(w[case])) / den
      add(t, "AUC", auc, { k2 <- ut <= t; r <- ifelse(case, phi, 0); h <- sapply(ut[k2], function(u) sum(r[time > u])); a <- h / risk[k2]; taken <- cumsum(h * cens[k2] / risk[k2]^2)
        sd(phi + ifelse(ev == 0 & time <= t, a[match(time, ut[k2])], 0) - taken[findInterval(time, ut[k2])]) / sqrt(n) })
      s <- summary(km, times = t)
      if (!is.null(s0)) { p <- 1 - s0[k]^exp(x); q <- 1 - s$surv; b <- w * ifelse(case, (1 - p)^2, p^2); b0 <- w * ifelse(case, (1 - q)^2, q^2)
        add(t, "Brier", mean(b), se(b, t)); add(t, "Brier null", mean(b0), se(b0, t)); add(t, "IPA", 1 - mean(b) / mean(b0)); add(t, "risk", mean(p)) }
      add(t, "observed", 1 - s$surv, s$std.err)
      if (!is.null(s0)) add(t, "O/E", (1 - s$surv) / mean(p), s$std.err / mean(p)) }
    f <- coxph(Surv(time, ev) ~ x, ties = if (is.null(call$ties)) "efron" else call$ties, control = coxph.control(eps = 1e-13, toler.chol = 1e-13, iter.max = 50)); b <- unname(coef(f)); sb <- sqrt(f$var[1])
    h <- survival::concordance(Surv(time, ev) ~ x, reverse = TRUE); u <- survival::concordance(Surv(time, ev) ~ x, reverse = TRUE, timewt = "n/G2")
    answer(do.call(rbind, out), list(n = n, nevent = sum(ev), concordance = unname(h$concordance), std.error.concordance = sqrt(as.vector(h$var)), concordance.uno = unname(u$concordance), std.error.concordance.uno = sqrt(as.vector(u$var)),
      slope = b, std.error.slope = sb, conf.low.slope = b - z * sb, conf.high.slope = b + z * sb, p.value.slope = 2 * pnorm(-abs((b - 1) / sb)))) })
for (n in names(own)) handlers[[n]] <- own[[n]]
eval(parse(text = base[loop:length(base)]), globalenv())
