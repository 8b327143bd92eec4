# Wall time of R on the pooled table, loaded, warm: Rscript pooled.R TABLE.csv [NAME ...], one "name seconds" line a question, least of 5.
suppressMessages({library(data.table); library(survival)})
setDTthreads(2)
onco <- as.data.frame(fread(commandArgs(TRUE)[1], stringsAsFactors = TRUE))
x <- paste0("x", 1:10, collapse = " + ")
f <- function(left, right = x) as.formula(paste(left, "~", right))
onco$centre <- factor((onco$id - 1) %% 4)
questions <- list(
  glm = function() glm(f("resp"), data = onco, family = binomial),
  lm = function() lm(f("age"), data = onco),
  `cox efron` = function() coxph(f("Surv(time, status)"), data = onco),
  `cox breslow` = function() coxph(f("Surv(time, status)"), data = onco, ties = "breslow"),
  `cox strata(site)` = function() coxph(f("Surv(time, status)", paste(x, "+ strata(centre)")), data = onco),
  survfit = function() survfit(Surv(time, status) ~ treatment, data = onco),
  survdiff = function() survdiff(Surv(time, status) ~ treatment, data = onco))
asked <- commandArgs(TRUE)[-1]
for (name in names(questions)) {
  if (length(asked) > 0 && !name %in% asked) next
  best <- Inf
  for (i in 1:5) best <- min(best, system.time(questions[[name]]())[["elapsed"]])
  cat(name, best, sep = "\t", fill = TRUE)
  invisible(gc())
}
