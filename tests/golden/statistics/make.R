#!/usr/bin/env Rscript
# R's answers to the calls of this folder over samples/trials: Rscript make.R > answers.jsonl (needs what ../first/r_answers.R needs).
# Reading, subsets and printing are those of ../first/r_answers.R; the handlers here are for calls that it has none for.
base <- readLines("../first/r_answers.R")
from <- grep("^arguments <-", base); loop <- grep("^for \\(line in calls\\)", base)
given <- commandArgs(trailingOnly = TRUE)   # another folder of data and file of calls, as the random comparison of bench/ has
root <- if (length(given)) given[1] else "../../../samples/trials"; calls <- readLines(if (length(given)) given[2] else "calls.txt")
eval(parse(text = base[setdiff(1:(loop - 1), c(from, from + 1))]), globalenv())
success_table <- function(call, d) { v <- vars(call[[2]]); y <- factor(d[[v[length(v)]]]); s <- if (is.null(call$success)) levels(y)[1] else as.character(eval(call$success))
  g <- if (length(v) == 1) factor(rep("", nrow(d))) else droplevels(factor(d[[v[1]]])); list(x = as.vector(tapply(y == s, g, sum)), n = as.vector(table(g)), g = levels(g)) }
standardised <- function(x, g, a, b) {   # Austin 2009; Yang and Dalton 2012
  if (!is.factor(x)) { m <- tapply(x, g, mean); v <- tapply(x, g, var); return(unname((m[a] - m[b]) / sqrt((v[a] + v[b]) / 2))) }
  p <- prop.table(table(g, x), 1); k <- colSums(p[c(a, b), , drop = FALSE]) > 0; p1 <- p[a, k][-1]; p2 <- p[b, k][-1]
  S <- -(outer(p1, p1) + outer(p2, p2)) / 2; diag(S) <- (p1 * (1 - p1) + p2 * (1 - p2)) / 2; sqrt(as.vector(t(p1 - p2) %*% solve(S) %*% (p1 - p2))) }
own <- list(
  ecdf = function(call) { d <- rows(call, keep_na = TRUE); b <- eval(call$breaks)
    answer(do.call(rbind, lapply(vars(call[[2]]), function(v) { x <- d[[v]][!is.na(d[[v]])]; data.frame(variable = v, x = b, n = sapply(b, function(q) sum(x <= q)), estimate = stats::ecdf(x)(b)) })), list()) },
  smd = function(call) { d <- rows(call, keep_na = TRUE); f <- call[[2]]; g <- factor(d[[all.vars(f[[3]])]]); out <- list()
    for (v in all.vars(f[[2]])) { ok <- !is.na(d[[v]]) & !is.na(g); x <- d[[v]][ok]; h <- g[ok]; p <- combn(levels(h), 2)
      for (i in seq_len(ncol(p))) { e <- standardised(x, h, p[1, i], p[2, i]); n <- sum(h == p[1, i]); m <- sum(h == p[2, i]); se <- sqrt((n + m) / (n * m) + e^2 / (2 * (n + m)))
        out[[length(out) + 1]] <- data.frame(variable = v, group1 = p[1, i], group2 = p[2, i], n1 = n, n2 = m, estimate = e, std.error = se, conf.low = e - qnorm(.975) * se, conf.high = e + qnorm(.975) * se) } }
    answer(do.call(rbind, out), list()) },
  table1 = function(call) { d <- rows(call, keep_na = TRUE); v <- vars(call[[2]]); by <- if (is.null(call$by)) NULL else vars(call$by); nn <- if (is.null(call$nonnormal)) character() else vars(call$nonnormal)
    cols <- list(); if (is.null(call$overall) || isTRUE(eval(call$overall))) cols[["overall"]] <- d
    g <- if (is.null(by)) NULL else factor(d[[by]]); for (l in levels(g)) cols[[paste0(by, "=", l)]] <- d[!is.na(g) & g == l, , drop = FALSE]
    test <- !is.null(by) && (is.null(call$test) || isTRUE(eval(call$test))); smd <- !is.null(by) && isTRUE(eval(call$smd))
    row <- function(variable, level, cells, miss = NA, p = NA, name = NA, s = NA) { r <- data.frame(c(list(variable = variable, level = level), cells, list(n.missing = miss)), check.names = FALSE); if (test) { r$p.value <- p; r$test <- name }; if (smd) r$smd <- s; r }
    out <- list(row("n", NA, lapply(cols, function(c) as.character(nrow(c)))))
    for (u in v) { x <- d[[u]]; p <- NA; name <- NA; s <- NA
      if (test) { ok <- !is.na(x) & !is.na(g); if (is.factor(x)) { p <- stats::chisq.test(table(droplevels(x[ok]), g[ok]))$p.value; name <- "chi-squared" }
        else if (u %in% nn) { p <- stats::kruskal.test(x[ok], g[ok])$p.value; name <- "Kruskal-Wallis" }
        else { p <- stats::oneway.test(x[ok] ~ g[ok], var.equal = TRUE)$p.value; name <- if (nlevels(g) == 2) "t test" else "analysis of variance" } }
      if (smd) { ok <- !is.na(x) & !is.na(g); q <- combn(levels(g), 2); s <- mean(sapply(seq_len(ncol(q)), function(i) abs(standardised(x[ok], g[ok], q[1, i], q[2, i])))) }
      if (is.factor(x)) { first <- TRUE
        for (l in levels(x)) { out[[length(out) + 1]] <- row(u, l, lapply(cols, function(c) { y <- c[[u]]; sprintf("%d (%.1f)", sum(y == l, na.rm = TRUE), 100 * sum(y == l, na.rm = TRUE) / sum(!is.na(y))) }), if (first) sum(is.na(x)) else NA, if (first) p else NA, if (first) name else NA, if (first) s else NA); first <- FALSE } }
      else out[[length(out) + 1]] <- row(u, NA, lapply(cols, function(c) { y <- c[[u]][!is.na(c[[u]])]; if (u %in% nn) { q <- quantile(y, c(.5, .25, .75)); sprintf("%.2f [%.2f, %.2f]", q[1], q[2], q[3]) } else sprintf("%.2f (%.2f)", mean(y), sd(y)) }), sum(is.na(x)), p, name, s) }
    answer(do.call(rbind, out), list()) },
  prop.test = function(call) { d <- rows(call); t <- success_table(call, d); a <- list(t$x, t$n); for (n in c("p", "correct", "conf.level")) if (!is.null(call[[n]])) a[[n]] <- eval(call[[n]])
    answer(tidy(do.call(stats::prop.test, a)), list(n = nrow(d))) },
  prop.trend.test = function(call) { d <- rows(call); t <- success_table(call, d); answer(tidy(if (is.null(call$score)) stats::prop.trend.test(t$x, t$n) else stats::prop.trend.test(t$x, t$n, eval(call$score))), list(n = nrow(d))) },
  TukeyHSD = function(call) { d <- rows(call); v <- all.vars(call[[2]]); d[[v[2]]] <- factor(d[[v[2]]]); t <- plain(tidy(stats::TukeyHSD(stats::aov(as.formula(paste(v[1], "~", v[2])), d), conf.level = if (is.null(call$conf.level)) .95 else call$conf.level))); k <- nlevels(d[[v[2]]])
    # qtukey() stops at 1e-4 and ptukey() at 1e-9: only what they resolve is kept
    t$conf.low <- t$conf.high <- NULL; t$adj.p.value <- NULL; t$term <- deparse(call[[2]][[3]]); answer(t, list(n = nrow(d))) }
)
design_of <- function(call, d) { f <- call[[2]]; model.matrix(as.formula(f), d)[, -1, drop = FALSE] }
own$glmnet <- function(call) { d <- rows(call); X <- design_of(call, d); y <- eval(call[[2]][[2]], d); fam <- if (is.null(call$family)) "gaussian" else as.character(call$family)
  a <- list(x = X, y = y, family = fam, thresh = 1e-20, maxit = 1e7); for (n in c("alpha", "lambda", "nlambda", "standardize")) if (!is.null(call[[n]])) a[[n]] <- eval(call[[n]])
  if (!is.null(call$weights)) a$weights <- d[[as.character(call$weights)]]
  f <- do.call(glmnet::glmnet, a); answer(tidy(f), list(nulldev = f$nulldev, nobs = f$nobs)) }
own$multinom <- function(call) { d <- rows(call); w <- if (is.null(call$weights)) rep(1, nrow(d)) else d[[as.character(call$weights)]]
  X <- model.matrix(as.formula(call[[2]]), d); y <- droplevels(factor(eval(call[[2]][[2]], d))); K <- nlevels(y); p <- ncol(X); n <- nrow(X)
  q <- apply(X, 2, function(x) max(abs(x))); X <- sweep(X, 2, q, "/"); B <- matrix(0, p, K - 1)
  for (i in 1:50) {   # nnet stops early: Newton to the maximum
    e <- cbind(1, exp(X %*% B)); P <- e / rowSums(e); G <- crossprod(X, w * (sapply(levels(y)[-1], function(l) y == l) - P[, -1]))
    H <- matrix(0, p * (K - 1), p * (K - 1)); for (a in 1:(K - 1)) for (b in 1:(K - 1)) H[(a - 1) * p + 1:p, (b - 1) * p + 1:p] <- crossprod(X, w * P[, a + 1] * ((a == b) - P[, b + 1]) * X)
    s <- solve(H, as.vector(G)); B <- B + s; if (max(abs(s)) < 1e-13) break }
  e <- cbind(1, exp(X %*% B)); P <- e / rowSums(e); ll <- sum(w * log(P[cbind(1:n, as.integer(y))])); b <- as.vector(B / q); se <- sqrt(diag(solve(H))) / rep(q, K - 1); z <- b / se
  check <- nnet::multinom(as.formula(call[[2]]), cbind(d, .w = w), weights = .w, trace = FALSE, maxit = 1000, reltol = 1e-12); stopifnot(abs(check$deviance / (-2 * ll) - 1) < 1e-6)
  t <- data.frame(y.level = rep(levels(y)[-1], each = p), term = rep(colnames(X), K - 1), estimate = b, std.error = se, statistic = z, p.value = 2 * pnorm(-abs(z)))
  answer(present(t, table_args(call)), list(edf = length(b), deviance = -2 * ll, AIC = -2 * ll + 2 * length(b), nobs = n)) }
own$polr <- function(call) { d <- rows(call); w <- if (is.null(call$weights)) rep(1, nrow(d)) else d[[as.character(call$weights)]]
  X <- design_of(call, d); named <- colnames(X); a <- qr(cbind(1, X)); X <- X[, sort(a$pivot[seq_len(a$rank)][-1] - 1), drop = FALSE] # polr drops aliased columns
  y <- as.integer(droplevels(factor(eval(call[[2]][[2]], d)))); K <- max(y); n <- nrow(X); p <- ncol(X); m <- colMeans(X); s <- apply(X, 2, sd); Z <- sweep(sweep(X, 2, m), 2, s, "/")
  th <- c(rep(0, p), qlogis(cumsum(tabulate(y) / n)[-K]))
  parts <- function(th) { eta <- as.vector(Z %*% th[1:p]); zeta <- c(-Inf, th[-(1:p)], Inf); u <- zeta[y + 1] - eta; v <- zeta[y] - eta
    P <- ifelse(u > 0, plogis(-v) - plogis(-u), plogis(u) - plogis(v)); list(u = u, v = v, P = P, ll = sum(w * log(P))) }
  E <- function(k) outer(k, 1:(K - 1), "==") * 1; DU <- cbind(-Z, E(y)); DV <- cbind(-Z, E(y - 1))
  for (i in 1:100) { q <- parts(th); fu <- dlogis(q$u) / q$P; fv <- dlogis(q$v) / q$P; gu <- ifelse(is.finite(q$u), fu * (1 - 2 * plogis(q$u)), 0); gv <- ifelse(is.finite(q$v), fv * (1 - 2 * plogis(q$v)), 0)
    g <- colSums(w * (fu * DU - fv * DV)); H <- -(crossprod(DU, w * (gu - fu^2) * DU) + crossprod(DV, w * (-gv - fv^2) * DV) + crossprod(DU, w * fu * fv * DV) + crossprod(DV, w * fu * fv * DU))
    step <- solve(H, g); th <- th + step; if (max(abs(step)) < 1e-13) break }
  ll <- parts(th)$ll; M <- diag(p + K - 1); diag(M)[1:p] <- 1 / s; for (k in p + 1:(K - 1)) M[k, 1:p] <- m / s
  b <- as.vector(M %*% th); se <- sqrt(diag(M %*% solve(H) %*% t(M)))
  check <- MASS::polr(as.formula(paste("factor(", deparse(call[[2]][[2]]), ") ~", paste(deparse(call[[2]][[3]]), collapse = ""))), cbind(d, .w = w), weights = .w); stopifnot(abs(check$deviance / (-2 * ll) - 1) < 1e-6)
  i <- c(match(named, colnames(X)), p + 1:(K - 1)) # NA where a column was dropped
  t <- data.frame(term = c(named, names(check$zeta)), estimate = b[i], std.error = se[i], statistic = (b / se)[i], coef.type = rep(c("coefficient", "scale"), c(length(named), K - 1)))
  answer(present(t, table_args(call)), list(edf = length(b), logLik = ll, AIC = -2 * ll + 2 * length(b), BIC = -2 * ll + length(b) * log(sum(w)), deviance = -2 * ll, df.residual = sum(w) - length(b), nobs = sum(w))) }
own$kmeans <- function(call) { d <- rows(call); v <- vars(call[[2]]); x <- as.matrix(d[v]); k <- eval(call$centers); e <- eigen(cov(x)); u <- e$vectors[, 1]; if (u[which.max(abs(u))] < 0) u <- -u
  start <- t(sapply(-1.5 + 3 * (1:k - 0.5) / k, function(m) colMeans(x) + m * sqrt(e$values[1]) * u)); if (length(v) == 1) start <- t(start)
  f <- stats::kmeans(x, centers = start, algorithm = "Lloyd", iter.max = 1000); answer(tidy(f), glance(f)[c("totss", "tot.withinss", "betweenss")]) }
# calls on fits: the fit is refitted by R at full convergence
fit_of <- function(call) { d <- rows(call); if (as.character(call[[1]]) == "glm") call$control <- quote(glm.control(epsilon = 1e-14, maxit = 100))
  if (as.character(call[[1]]) == "coxph") { call$control <- quote(survival::coxph.control(eps = 1e-13, toler.chol = 1e-13, iter.max = 50)); refit(call, quote(survival::coxph), d) } else refit(call, if (as.character(call[[1]]) == "lm") quote(stats::lm) else quote(stats::glm), d) }
own$vcov <- function(call) { v <- stats::vcov(fit_of(call[[2]])); n <- rownames(v); answer(data.frame(x = rep(n, each = length(n)), y = rep(n, length(n)), estimate = as.vector(t(v))), list()) }
own$anova <- function(call) { a <- fit_of(call[[2]]); b <- fit_of(call[[3]]); t <- plain(tidy(if (inherits(a, "glm")) stats::anova(a, b, test = "Chisq") else stats::anova(a, b)))
  if (inherits(a, "coxph")) t <- data.frame(logLik = c(a$loglik[2], b$loglik[2]), statistic = c(NA, 2 * (b$loglik[2] - a$loglik[2])), df = c(NA, length(coef(b)) - length(coef(a)))) else { t$term <- NULL; if (inherits(a, "glm")) names(t)[1:4] <- c("df.residual", "residual.deviance", "df", "deviance") }
  answer(t, list()) }
own$contrast <- function(call) { f <- fit_of(call[[2]]); w <- eval(call[[3]]); L <- setNames(rep(0, length(coef(f))), names(coef(f))); if (is.null(names(w))) L[] <- w else L[names(w)] <- w
  e <- sum(L * coef(f)); se <- sqrt(as.vector(t(L) %*% stats::vcov(f) %*% L)); df <- if (inherits(f, "lm") && !inherits(f, "glm")) f$df.residual else Inf; q <- qt(.975, df)
  answer(data.frame(estimate = e, std.error = se, statistic = e / se, p.value = 2 * pt(-abs(e / se), df), conf.low = e - q * se, conf.high = e + q * se), list()) }
own$emmeans <- function(call) { f <- fit_of(call[[2]]); g <- all.vars(call[[3]]); mf <- model.frame(f); tt <- delete.response(terms(f)); d <- rows(call[[2]])
  grid <- expand.grid(lapply(setNames(nm = all.vars(tt)), function(v) if (is.factor(d[[v]])) levels(d[[v]]) else if (paste0("factor(", v, ")") %in% names(mf)) sort(unique(d[[v]])) else mean(d[[v]])))
  X <- model.matrix(tt, model.frame(tt, grid, xlev = f$xlevels)); key <- interaction(grid[g], drop = TRUE, lex.order = TRUE); df <- if (inherits(f, "glm")) Inf else f$df.residual; link <- if (inherits(f, "glm")) f$family else list(linkinv = identity, mu.eta = function(x) 1)
  resp <- identical(call$type, "response"); q <- qt(.975, df)
  answer(do.call(rbind, lapply(levels(key), function(k) { L <- colMeans(X[key == k, , drop = FALSE]); e <- sum(L * coef(f)); se <- sqrt(as.vector(t(L) %*% stats::vcov(f) %*% L)); i <- which(key == k)[1]; sh <- if (resp) link$linkinv else identity
    data.frame(estimate = sh(e), std.error = if (resp) se * link$mu.eta(e) else se, conf.low = sh(e - q * se), conf.high = sh(e + q * se), statistic = e / se, p.value = 2 * pt(-abs(e / se), df)) })), list()) }
own$predict <- function(call) { f <- fit_of(call[[2]]); p <- stats::predict(f, newdata = eval(call$newdata), se.fit = TRUE, type = if (is.null(call$type)) if (inherits(f, "glm")) "link" else "response" else call$type); answer(data.frame(.fitted = unname(p$fit), .se.fit = unname(p$se.fit)), list()) }
own$bartlett.test <- function(call) { d <- rows(call); answer(tidy(refit(call, quote(stats::bartlett.test), d)), list(n = nrow(d))) }
own$mcnemar.test <- function(call) { d <- rows(call); a <- fit_args(call); a[[1]] <- table(d[vars(call[[2]])]); t <- do.call(stats::mcnemar.test, a); answer(tidy(t), list(n = nrow(d))) }
# With epsilon = 1e-14 glm() takes no column for aliased (its tolerance is epsilon / 1000): those that are by default stay out
# Robust variances; a cluster is one value at one centre
robust <- function(call, f, d) { v <- if (is.null(call$vcov)) "cluster" else call$vcov; if (v != "cluster") sandwich::vcovHC(f, type = v) else sandwich::vcovCL(f, cluster = paste(d$site, d[[if (is.null(call$cluster)) "pid" else as.character(call$cluster)]])) }
# R ends a fit where the deviance changes by less than 1e-14 of it. With a column far from 0 the deviance is noise in that digit, and with
# links that are not canonical a step more or less moves a coefficient by up to 1e-7 of its standard error: where the same columns, centred,
# make the same glm() stop at another step, the answer is that of the centred ones, mapped back. NULL where both stop alike.
centred <- function(call, d) { full <- call; full$control <- quote(glm.control(epsilon = 1e-14, maxit = 100)); f <- refit(full, quote(stats::glm), d); X <- model.matrix(f); if (attr(terms(f), "intercept") != 1 || ncol(X) == 1) return(NULL)
  m <- colMeans(X); m[1] <- 0; g <- try(suppressWarnings(glm.fit(sweep(X, 2, m), f$y, weights = f$prior.weights, offset = f$offset, family = f$family, control = glm.control(epsilon = 1e-14, maxit = 100))), silent = TRUE)
  if (inherits(g, "try-error") || g$iter == f$iter || anyNA(coef(g))) return(NULL)
  class(g) <- c("glm", "lm"); s <- summary.glm(g); M <- diag(ncol(X)); M[1, -1] <- -m[-1]; b <- as.vector(M %*% coef(g)); se <- sqrt(diag(M %*% s$cov.scaled %*% t(M))); z <- b / se
  t <- data.frame(term = colnames(X), estimate = b, std.error = se, statistic = z, p.value = 2 * if (f$family$family %in% c("binomial", "poisson")) pnorm(-abs(z)) else pt(-abs(z), g$df.residual))
  f$deviance <- g$deviance; f$aic <- g$aic; answer(present(t, table_args(call)), c(as.list(glance(f)), list(dispersion = s$dispersion))) }
own$glm <- function(call) { d <- rows(call); if (!is.null(call$vcov) || !is.null(call$cluster)) { plain_call <- call; plain_call$vcov <- plain_call$cluster <- NULL; plain_call$control <- quote(glm.control(epsilon = 1e-14, maxit = 100)); f <- refit(plain_call, quote(stats::glm), d)
    t <- plain(tidy(f)); t$std.error <- unname(sqrt(diag(robust(call, f, d)))); t$statistic <- t$estimate / t$std.error; t$p.value <- 2 * if (f$family$family %in% c("binomial", "poisson")) pnorm(-abs(t$statistic)) else pt(-abs(t$statistic), f$df.residual)
    return(answer(present(t, table_args(call)), glance(f))) }
  f0 <- refit(call, quote(stats::glm), d); ok <- !is.na(coef(f0)); if (all(ok)) { g <- centred(call, d); return(if (is.null(g)) base_glm(call) else g) }
  X <- model.matrix(f0)[, ok, drop = FALSE]; g <- suppressWarnings(glm.fit(X, f0$y, weights = f0$prior.weights, offset = f0$offset, family = f0$family, intercept = attr(terms(f0), "intercept") == 1, control = glm.control(epsilon = 1e-14, maxit = 100)))
  g$call <- f0$call; g$terms <- f0$terms; g$null.deviance <- f0$null.deviance; g$df.null <- f0$df.null; class(g) <- c("glm", "lm"); s <- tidy(g); t <- plain(tidy(f0))[c("term", "estimate", "std.error", "statistic", "p.value")]; t[ok, -1] <- plain(s)[-1]
  answer(present(t, table_args(call)), c(as.list(glance(g)), list(dispersion = summary(g)$dispersion))) }
own$lm <- function(call) { d <- rows(call); if (is.null(call$vcov) && is.null(call$cluster)) return(base_lm(call)); asked <- call; call$vcov <- call$cluster <- NULL; f <- refit(call, quote(stats::lm), d); t <- plain(tidy(f)); ok <- !is.na(t$estimate)
  t$std.error[ok] <- unname(sqrt(diag(robust(asked, f, d)))); t$statistic <- t$estimate / t$std.error; t$p.value <- 2 * pt(-abs(t$statistic), f$df.residual); answer(present(t, table_args(call), f$df.residual), glance(f)) }
base_glm <- handlers$glm; base_lm <- handlers$lm
# R's rounding decides where a fit stops whose deviance changes by about 1e-14 of it: what the call gives at twice and at half of that, and
# without centring, are R's answers too, where they are others
glm_at <- function(call, epsilon) { d <- rows(call); fit <- call; fit$vcov <- fit$cluster <- NULL; fit$control <- bquote(glm.control(epsilon = .(epsilon), maxit = 100)); f <- refit(fit, quote(stats::glm), d)
  t <- plain(tidy(f)); g <- c(as.list(glance(f)), list(dispersion = summary(f)$dispersion)); if (!is.null(call$vcov) || !is.null(call$cluster)) { g$dispersion <- NULL
    t$std.error <- unname(sqrt(diag(robust(call, f, d)))); t$statistic <- t$estimate / t$std.error; t$p.value <- 2 * if (f$family$family %in% c("binomial", "poisson")) pnorm(-abs(t$statistic)) else pt(-abs(t$statistic), f$df.residual) }
  list(iter = f$iter, stopped = !f$boundary, aliased = anyNA(coef(f)), answer = answer(present(t, table_args(call)), g)) }
one_glm <- own$glm
own$glm <- function(call) { a <- one_glm(call); fits <- try(suppressWarnings(lapply(c(1e-14, 2e-14, 5e-15), function(e) glm_at(call, e))), silent = TRUE)
  if (inherits(fits, "try-error") || any(sapply(fits, `[[`, "aliased"))) return(a)
  a$others <- lapply(fits, `[[`, "answer"); a$boundary <- !fits[[1]]$stopped; a }
# glm.nb: a row for each aliased column, as tidy() has of glm
base_nb <- handlers$glm.nb
own$glm.nb <- function(call) { a <- base_nb(call); b <- coef(refit(call, quote(MASS::glm.nb), rows(call))); t <- a$tidy[match(names(b), a$tidy$term), ]; t$term <- names(b); rownames(t) <- NULL; a$tidy <- t; a }
own$wilcox.test <- function(call) { if (!isTRUE(call$exact)) return(base_wilcox(call)); d <- rows(call); answer(tidy(refit(call, quote(stats::wilcox.test), d)), list(n = nrow(d))) }
own$cor.test <- function(call) { if (!isTRUE(call$exact)) return(base_cor(call)); d <- rows(call); v <- vars(call[[2]]); answer(tidy(stats::cor.test(d[[v[1]]], d[[v[2]]], method = call$method, exact = TRUE)), list(n = nrow(d))) }
base_wilcox <- handlers$wilcox.test; base_cor <- handlers$cor.test
handlers <- modifyList(handlers, own); library(splines)
# missing = "level": addNA() of every factor that has missing values
missing_level <- FALSE
handlers <- lapply(handlers, function(h) function(call) { missing_level <<- identical(call$missing, "level"); call$missing <- NULL; h(call) })
kept_dataset <- dataset; dataset <- function(name) { d <- kept_dataset(name); if (missing_level) d[] <- lapply(d, function(x) if (is.factor(x) && anyNA(x)) addNA(x) else x); d }
# resolve = TRUE: R's own call, whose scale() and ns() see all rows of the data
whole_call <- function(call) { d <- dataset(as.character(call$data)); call$data <- d; if (call[[1]] == "glm") call$control <- quote(glm.control(epsilon = 1e-14, maxit = 100))
  if (call[[1]] == "coxph") call$control <- quote(survival::coxph.control(eps = 1e-13, toler.chol = 1e-13, iter.max = 50)); f <- eval(call); g <- glance(f); if (inherits(f, "coxph")) g$statistic.wald <- f$wald.test; g$concordance <- g$std.error.concordance <- NULL; t <- tidy(f); answer(t, g) }
handlers <- lapply(handlers, function(h) function(call) { if (!isTRUE(call$resolve)) return(h(call)); call$resolve <- NULL; missing_level <<- identical(call$missing, "level"); call$missing <- NULL; whole_call(call) })
plain_data <- read_pooled   # dates are dates
read_pooled <- function(name) { d <- plain_data(name); d[] <- lapply(d, function(x) if (is.factor(x) && all(grepl("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", levels(x)))) as.Date(as.character(x)) else x); d }
eval(parse(text = base[loop:length(base)]), globalenv())
