namespace FedOnco.Bench.AgainstR;

/// <summary>Calls drawn from the families that R can be asked about, over the columns of <see cref="RandomPatients"/>.</summary>
internal sealed class RandomCalls(Random random)
{
    private static readonly string[] Numbers = ["x1", "x2", "x3", "pos", "amount", "cnt", "y", "num", "neg", "big", "mix"];
    private static readonly string[] Small = ["x1", "x2", "pos", "cnt", "neg", "mix", "y"];
    private static readonly string[] Groups = ["f", "g", "h", "b", "site", "grp"];
    private static readonly string[] Terms =
    [
        "x1", "x2", "pos", "cnt", "neg", "b", "f", "g", "h", "site", "log(pos)", "I(x1^2)", "poly(x2, 2, raw = TRUE)", "factor(b)", "x1:f", "x1 * h", "f * h",
        "f:h", "cut(x1, c(-10, -0.5, 0.5, 10))", "relevel(f, \"b\")", "pmin(x2, 4)", "pmax(x1, 0)", "ifelse(x1 > 0, x1, -1)", "(x1 + x2 + h)^2",
        "I(x1 > 0)", "sqrt(pos)", "exp(x1 / 4)", "abs(x1)", "ns(x1, knots = c(-0.5, 0.5), Boundary.knots = c(-2, 2))", "interaction(b, h)", "factor(f, levels = c(\"c\", \"a\", \"b\"))",
        "const", "one", "I(x1 + x2)", "x3", "big", "mix", "log2(cnt + 1)", "log10(pos + 1)", "x2:h", "factor(x2)", "I((x1 - 2) / 3)", "as.numeric(d2 - d1)", "log1p(cnt)",
    ];

    private static readonly string[] Subsets =
    [
        "x1 > -0.5", "f %in% c(\"a\", \"b\")", "!is.na(x2) & x2 <= 5", "b == 1 | x1 < 0", "site != \"c1\"", "h == \"yes\"", "x2 + cnt > 3", "f != \"a\"", "is.na(pos) | pos < 2",
        "g %in% c(\"a\", \"B\", \"2\") & neg < -6", "d1 >= as.Date(\"2016-06-01\")", "!(x1 > 0.3)", "cnt %in% c(0, 1, 2, 3)", "bin == 1", "x1 > x2 - 4",
    ];

    public string Draw()
    {
        var call = random.Next(34) switch
        {
            0 => $"count({Data}, by = ~ {Sum(Groups, 1, 2)})",
            1 => $"describe(~ {Sum([.. Numbers, "f", "g"], 1, 3)}, {Data}{(Chance(0.6) ? $", by = ~ {Sum(["h", "b", "site", "grp"], 1, 2)}" : "")})",
            2 => $"quantile(~ {Sum(Numbers, 1, 2)}, {Data}, probs = c({string.Join(", ", Enumerable.Range(0, 3).Select(_ => Share).Order())}), type = {1 + random.Next(9)})",
            3 => $"table(~ {Sum(Groups, 1, 3)}, {Data})",
            4 => $"hist(~ x1, {Data}, breaks = c(-9, -1, -0.5, 0, 0.25, 1, 9))",
            5 => $"chisq.test(~ {Sum(Groups, 2, 2)}, {Data}{(Chance(0.3) ? ", correct = FALSE" : "")})",
            6 => $"fisher.test(~ {Sum(["b", "h", "bin", "f"], 2, 2)}, {Data})",
            7 => $"mantelhaen.test(~ {Sum(["b", "h", "bin", "f"], 2, 2)} + {One(["site", "g", "grp"])}, {Data})",
            8 => $"t.test({One(Numbers)} ~ {One(["b", "h", "bin"])}, {Data}{(Chance(0.4) ? ", var.equal = TRUE" : "")}{(Chance(0.3) ? ", conf.level = 0.9" : "")})",
            9 => $"wilcox.test({One(Small)} ~ {One(["b", "h", "bin"])}, {Data}{(Chance(0.3) ? ", correct = FALSE" : "")})",
            10 => $"kruskal.test({One(Small)} ~ {One(Groups)}, {Data})",
            11 => $"oneway.test({One(Numbers)} ~ {One(Groups)}, {Data}{(Chance(0.4) ? ", var.equal = TRUE" : "")})",
            12 => $"aov({One(["y", "amount"])} ~ {Right(1, 3)}, {Data})",
            13 => $"cor.test(~ {Sum(Numbers, 2, 2)}, {Data})",
            14 => $"cor.test(~ {Sum(Small, 2, 2)}, {Data}, method = \"spearman\")",
            15 => $"cor(~ {Sum(Numbers, 2, 4)}, {Data})",
            16 => $"prcomp(~ {Sum(["x1", "x2", "pos", "cnt", "neg", "y"], 2, 4)}, {Data}{(Chance(0.6) ? ", scale. = TRUE" : "")})",
            17 => $"bartlett.test({One(Numbers)} ~ {One(Groups)}, {Data})",
            18 => $"mcnemar.test(~ b + bin, {Data})",
            19 => $"prop.test(~ {One(["f", "h", "site"])} + bin, {Data}, success = 1)",
            20 => $"glm.nb(num ~ {Right(1, 2)}, {Data})",
            21 or 22 or 23 => $"lm({One(["y", "y", "x3", "log(amount)", "big", "neg"])} ~ {Right(1, 4)}{Minus}, {Data}{(Chance(0.2) ? $", vcov = \"{One(["HC0", "HC1", "HC3"])}\"" : Weights)}{Interval})",
            24 or 25 or 26 => $"glm(bin ~ {Right(1, 3)}{Minus}, {Data}, family = {One(["binomial", "binomial(probit)", "binomial(cloglog)", "quasibinomial"])}{Interval})",
            27 or 28 => $"glm(num ~ {Right(1, 3)}{Minus}, {Data}, family = {One(["poisson", "quasipoisson", "quasipoisson", "poisson(identity)"])}{(Chance(0.3) ? ", weights = wz" : "")}{Interval})",
            29 => $"glm(amount ~ {Right(1, 3)}, {Data}, family = {One(["Gamma(log)", "Gamma", "Gamma(inverse)", "Gamma(identity)", "gaussian(log)"])}{Weights}{Interval})",
            30 => $"glm(y ~ {Right(1, 3)}{Minus}, {Data}, family = gaussian{Weights}{Interval})",
            31 => $"multinom(grp ~ {Right(1, 2)}, {Data})",
            32 => $"polr(grp ~ {Right(1, 2)}, {Data})",
            _ => $"ecdf(~ {One(Small)}, {Data}, breaks = c(-1, 0, 0.5, 3))",
        };
        return Chance(0.35) ? call[..^1] + $", subset = {One(Subsets)})" : call;
    }

    private static string Data => "data = d";

    private string Minus => Chance(0.1) ? " - 1" : Chance(0.12) ? " + offset(off)" : "";

    private string Weights => Chance(0.15) ? ", weights = w" : Chance(0.15) ? ", weights = wz" : "";

    private string Interval => Chance(0.2) ? ", conf.int = TRUE" : Chance(0.1) ? ", conf.int = TRUE, conf.level = 0.8, exponentiate = TRUE" : "";

    private string Share => (random.Next(1, 1000) / 1000.0).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private string Right(int least, int most) => Sum(Terms, least, most);

    private string Sum(string[] from, int least, int most) => string.Join(" + ", from.OrderBy(_ => random.Next()).Take(random.Next(least, most + 1)));

    private string One(string[] from) => from[random.Next(from.Length)];

    private bool Chance(double share) => random.NextDouble() < share;
}
