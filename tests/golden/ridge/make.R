#!/usr/bin/env Rscript
# R's answers to the calls of this folder over samples/trials: Rscript make.R > answers.jsonl (needs what ../first/r_answers.R needs).
# Reading, subsets and printing are those of ../first/r_answers.R; a penalised fit is reported as survival keeps it (var, var2, loglik).
base <- readLines("../first/r_answers.R")
from <- grep("^arguments <-", base); loop <- grep("^for \\(line in calls\\)", base)
root <- "../../../samples/trials"; calls <- readLines("calls.txt")
eval(parse(text = base[setdiff(1:(loop - 1), c(from, from + 1))]), globalenv())
handlers$coxph <- function(call) {
  d <- rows(call); exponentiate <- isTRUE(call$exponentiate); limits <- isTRUE(call$conf.int); call$exponentiate <- call$conf.int <- NULL
  call$control <- quote(coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 50, outer.max = 50)); f <- refit(call, quote(survival::coxph), d)
  b <- coef(f); se <- sqrt(diag(f$var)); z <- b / se; to <- if (exponentiate) exp else identity
  t <- data.frame(term = names(b), estimate = to(unname(b)), std.error = se, statistic = unname(z), p.value = 2 * pnorm(-abs(unname(z))))
  if (limits) { t$conf.low <- to(unname(b) - qnorm(.975) * se); t$conf.high <- to(unname(b) + qnorm(.975) * se) }
  df <- sum(diag(solve(f$var, f$var2)));   # of the whole model; R adds up those of its terms
  lr <- 2 * diff(f$loglik)
  answer(t, list(n = f$n, nevent = f$nevent, statistic.log = lr, p.value.log = pchisq(lr, df, lower.tail = FALSE), df = df, logLik = f$loglik[2], loglik0 = f$loglik[1])) }
eval(parse(text = base[loop:length(base)]), globalenv())
