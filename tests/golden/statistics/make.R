#!/usr/bin/env Rscript
# R's answers to the calls of this folder over samples/trials: Rscript make.R > answers.jsonl (needs what ../first/r_answers.R needs).
# Reading, subsets and printing are those of ../first/r_answers.R; the handlers here are for calls that it has none for.
base <- readLines("../first/r_answers.R")
from <- grep("^arguments <-", base); loop <- grep("^for \\(line in calls\\)", base)
root <- "../../../samples/trials"; calls <- readLines("calls.txt")
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
handlers <- modifyList(handlers, own)
eval(parse(text = base[loop:length(base)]), globalenv())
