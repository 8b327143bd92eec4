#!/usr/bin/env Rscript
# Meta-analyses of the centres' own fits over samples/trials, by metafor: Rscript make.R > answers.jsonl (needs survival, sandwich, metafor, jsonlite).
# metafor's REML stops at 1e-5: a smaller threshold here. Where it ends within 1e-10 of 0 the maximum is at 0.
suppressMessages({ library(survival); library(metafor); library(jsonlite) })
root <- "../../../samples/trials"
centres <- function(name) { files <- Sys.glob(file.path(root, "*", paste0(name, ".csv"))); all <- do.call(rbind, lapply(files, function(f) { d <- read.csv(f, na.strings = c("NA", "")); d$site <- basename(dirname(f)); d }))
  all[] <- lapply(all, function(x) if (is.character(x)) factor(x, levels = sort(unique(x), method = "radix")) else x); split(all, all$site) }
own <- function(call, d) { v <- call$vcov; call$vcov <- NULL; call$data <- d; if (call[[1]] == "glm") call$control <- quote(glm.control(epsilon = 1e-14, maxit = 100))
  if (call[[1]] == "coxph") call$control <- quote(coxph.control(eps = 1e-13, toler.chol = 1e-13, iter.max = 50)); f <- eval(call)
  V <- if (is.null(v)) vcov(f) else sandwich::vcovHC(f, type = v); list(b = coef(f), v = diag(as.matrix(V)), n = nobs(f), events = if (call[[1]] == "coxph") f$nevent else NA, rows = if (call[[1]] == "coxph") f$n else nobs(f)) }
for (line in readLines("calls.txt")) {
  call <- parse(text = line)[[1]]; fit <- call[[2]]; d <- centres(as.character(fit$data)); method <- if (is.null(call$method)) "REML" else call$method; test <- if (is.null(call$test)) "z" else call$test
  level <- if (is.null(call$conf.level)) 0.95 else call$conf.level; shown <- if (isTRUE(call$exponentiate)) exp else identity
  fits <- lapply(d, function(x) own(fit, x)); terms <- names(fits[[1]]$b); sites <- NULL
  rows <- lapply(terms, function(t) { y <- sapply(fits, function(f) f$b[[t]]); v <- sapply(fits, function(f) f$v[[t]])
    m <- rma(yi = y, vi = v, method = method, test = test, level = 100 * level, control = list(threshold = 1e-14, maxiter = 100000)); if (method == "REML" && m$tau2 < 1e-10) m <- rma(yi = y, vi = v, method = method, test = test, level = 100 * level, tau2 = 0)
    p <- predict(m); I2 <- m$I2; H2 <- m$H2
    if (method == "REML" && m$tau2 == 0) { I2 <- 0; H2 <- 1 }
    w <- weights(m); sites <<- rbind(sites, data.frame(term = t, site = names(fits), estimate = unname(y), std.error = unname(sqrt(v)), weight = unname(w), n = unname(sapply(fits, function(f) f$rows))))
    data.frame(term = t, estimate = shown(as.vector(m$b)), std.error = m$se, statistic = m$zval, p.value = m$pval, conf.low = shown(m$ci.lb), conf.high = shown(m$ci.ub), pred.low = if (method == "FE") NA else shown(p$pi.lb), pred.high = if (method == "FE") NA else shown(p$pi.ub),
      tau.squared = m$tau2, i.squared = I2, h.squared = H2, cochran.qe = m$QE, p.value.cochran.qe = m$QEp, sites = m$k) })
  g <- list(nobs = sum(sapply(fits, function(f) f$rows)), sites = sites); if (fit[[1]] == "coxph") g$nevent <- sum(sapply(fits, function(f) f$events))
  cat(toJSON(list(call = unbox(line), tidy = do.call(rbind, rows), glance = lapply(g, function(x) if (is.data.frame(x)) x else unbox(x))), digits = I(15), na = "null"), "\n", sep = "") }
