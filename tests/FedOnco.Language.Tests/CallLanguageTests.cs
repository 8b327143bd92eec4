using FedOnco.Protos;

namespace FedOnco.Language.Tests;

public sealed class CallLanguageTests
{
    [Theory]
    [InlineData("count(data = rotterdam)")]
    [InlineData("count(data = rotterdam, subset = grade == 3 & age >= 50)")]
    [InlineData("count(data = colon, subset = etype == 2 & rx %in% c(\"Lev\", \"Lev+5FU\") & node4 == 1)")]
    [InlineData("hist(~age, data = rotterdam, breaks = c(20, 30, 40.5))")]
    [InlineData("lm(log(pgr + 1) ~ poly(age, 2, raw = TRUE) + factor(grade) * meno - 1, data = rotterdam)")]
    [InlineData("glm(recur ~ age + size + log(nodes + 1), data = rotterdam, family = binomial, conf.int = TRUE)")]
    [InlineData("survfit(Surv(dtime, death) ~ 1, data = rotterdam, times = c(365, 1826), conf.type = \"log-log\")")]
    [InlineData("coxph(Surv(dtime, death) ~ age + strata(site), data = rotterdam, ties = \"breslow\")")]
    [InlineData("train(y ~ . - x, data = d, model = gbdt(trees = 200, depth = 4, eta = 0.05), validation = 0.2)")]
    [InlineData("train(Surv(t, e) ~ ., data = d, model = mlp(hidden = c(16, 8)), strategy = fedprox(mu = 0.1), rounds = 10)")]
    [InlineData("train(y ~ ., data = d, model = elastic_net(family = poisson, alpha = 0.5))")]
    [InlineData("train(y ~ ., data = d, model = cox_net())")]
    [InlineData("evaluate(m, data = d)")]
    public void Print_CanonicalCall_IsTheSameText(string call)
    {
        var parsed = CallLanguage.Parse(call);
        Assert.Empty(parsed.Problems);
        Assert.Equal(call, CallLanguage.Print(parsed.Question!));
    }

    [Theory]
    [InlineData("glm(y ~ x, data = d, family = binomial(\"logit\"))", Family.Binomial, Link.Logit)]
    [InlineData("glm(y ~ x, data = d, family = binomial(link = logit))", Family.Binomial, Link.Logit)]
    [InlineData("glm(y ~ x, data = d, family = \"poisson\")", Family.Poisson, Link.Unspecified)]
    [InlineData("glm(y ~ x, data = d, family = poisson())", Family.Poisson, Link.Unspecified)]
    public void Parse_FamilySpellings_AreTheSameMessage(string call, Family family, Link link)
    {
        var spec = CallLanguage.Parse(call).Question!.Analysis.Glm;
        Assert.Equal(new FamilySpec { Family = family, Link = link }, spec.Family);
    }

    [Theory]
    [InlineData("coxhp(Surv(t, d) ~ x, data = d)", ErrorReason.UnknownFunction, 0)]
    [InlineData("lmer(x ~ g, data = d)", ErrorReason.NotYet, 0)]
    [InlineData("count(data = d, subst = x > 1)", ErrorReason.UnknownArgument, 24)]
    [InlineData("lm(y ~ x)", ErrorReason.MissingArgument, 0)]
    [InlineData("train(y ~ x, data = d, model = forest())", ErrorReason.WrongArgument, 31)]
    [InlineData("train(y ~ x, data = d, model = gbdt(trees = 0))", ErrorReason.WrongArgument, 44)]
    [InlineData("train(y ~ x, data = d, model = gbdt(tres = 10))", ErrorReason.UnknownArgument, 43)]
    [InlineData("train(y ~ x, data = d, model = mlp(), strategy = fedprox(1, 2))", ErrorReason.WrongArgument, 60)]
    [InlineData("train(y ~ x, data = d)", ErrorReason.MissingArgument, 0)]
    [InlineData("lm(y ~ x, data = d, conf.level = 2)", ErrorReason.WrongArgument, 33)]
    [InlineData("lm(y ~ , data = d)", ErrorReason.Syntax, 7)]
    [InlineData("lm(y ~ x, data = d", ErrorReason.Syntax, 18)]
    [InlineData("lm(y ~ x, data = \"d)", ErrorReason.Syntax, 17)]
    [InlineData("lm(y ~ x, data = d) extra", ErrorReason.Syntax, 20)]
    [InlineData("", ErrorReason.Syntax, 0)]
    [InlineData("coxph(Surv(t, d) ~ x, data = d, ties = \"exact\")", ErrorReason.WrongArgument, 39)]
    public void Parse_WrongCall_PointsAtTheCharacter(string call, ErrorReason reason, int position)
    {
        var problem = Assert.Single(CallLanguage.Parse(call).Problems);
        Assert.Equal((reason, (uint)position), (problem.Reason, problem.Position));
    }

    [Fact]
    public void Parse_SeveralFaults_AllAreShown()
    {
        var parsed = CallLanguage.Parse("glm(y ~ x, data = d, family = gausian, conf.level = 3, wieghts = w)");
        Assert.Equal([ErrorReason.UnknownArgument, ErrorReason.WrongArgument, ErrorReason.WrongArgument], parsed.Problems.Select(p => p.Reason));
    }

    [Theory]
    [InlineData("-2^2", "-2^2")]
    [InlineData("!a %in% c(1) & b | c", "!a %in% c(1) & b | c")]
    [InlineData("2^-1", "2^-1")]
    [InlineData("a/b*c", "a/b * c")]
    [InlineData("I(age>100000)", "I(age > 1e+05)")]
    [InlineData("`odd name` + 1", "`odd name` + 1")]
    public void ToText_Subset_WritesAsR(string text, string expected)
    {
        var question = CallLanguage.Parse($"count(data = d, subset = {text})").Question!;
        Assert.Equal(expected, question.Subset.ToText());
    }

    [Fact]
    public void Parse_Precedence_IsRs()
    {
        var not = CallLanguage.Parse("count(data = d, subset = !a == 1 & b)").Question!.Subset.Application;
        Assert.Equal("&", not.Function);
        Assert.Equal("!", not.Arguments[0].Value.Application.Function);
        var power = CallLanguage.Parse("count(data = d, subset = -a^2 > 1)").Question!.Subset.Application.Arguments[0].Value.Application;
        Assert.Equal(("-", "^"), (power.Function, power.Arguments[0].Value.Application.Function));
    }

    [Fact]
    public void Parse_Assignment_NamesTheFit() => Assert.Equal("fit", CallLanguage.Parse("fit <- lm(y ~ x, data = d)").Name);

    [Theory]
    [InlineData("anova(small, lm(y ~ x, data = d))")]
    [InlineData("contrast(fit, c(age = 10, `size>50` = -1), conf.level = 0.9)")]
    [InlineData("emmeans(glm(y ~ g, data = d, family = binomial), ~g, type = \"response\")")]
    [InlineData("predict(fit, newdata = data.frame(age = c(50, 60)))")]
    public void Print_CallOnFits_IsTheSameText(string call)
    {
        var parsed = CallLanguage.Parse(call);
        Assert.Empty(parsed.Problems);
        Assert.Null(parsed.Question);
        Assert.Equal(call, CallLanguage.Print(parsed.PostFit!));
    }

    [Theory]
    [InlineData("anova(fit)", ErrorReason.MissingArgument, 0)]
    [InlineData("vcov(lm(y ~ x))", ErrorReason.MissingArgument, 5)]
    public void Parse_WrongCallOnFits_PointsAtTheCharacter(string call, ErrorReason reason, int position)
    {
        var problem = Assert.Single(CallLanguage.Parse(call).Problems);
        Assert.Equal((reason, (uint)position), (problem.Reason, problem.Position));
    }

    [Theory]
    [InlineData("meta(coxph(Surv(t, e) ~ x, data = d, subset = x > 1, ties = \"breslow\"), method = \"DL\", test = \"knha\")", "meta(coxph(Surv(t, e) ~ x, data = d, subset = x > 1, ties = \"breslow\"), method = \"DL\", test = \"knha\")")]
    [InlineData("meta(glm(y ~ x, family = binomial), data = d, method = \"fixed\")", "meta(glm(y ~ x, data = d, family = binomial), method = \"FE\")")]
    [InlineData("cox.zph(coxph(Surv(t, e) ~ x, data = d), transform = \"rank\")", "cox.zph(Surv(t, e) ~ x, data = d, transform = \"rank\")")]
    [InlineData("TukeyHSD(aov(y ~ g, data = d))", "TukeyHSD(y ~ g, data = d)")]
    [InlineData("chisq.test(table(~ a + b, data = d, subset = x > 1), correct = FALSE)", "chisq.test(~a + b, data = d, subset = x > 1, correct = FALSE)")]
    public void Parse_CallInside_LendsItsArguments(string call, string canonical) => Assert.Equal(canonical, CallLanguage.Print(CallLanguage.Parse(call).Question!));

    [Fact]
    public void Parse_DeepNesting_IsRefused()
    {
        var call = $"count(data = d, subset = {new string('(', 5000)}x{new string(')', 5000)})";
        Assert.Equal(ErrorReason.Syntax, Assert.Single(CallLanguage.Parse(call).Problems).Reason);
    }

    [Fact]
    public void PositionOf_Expression_IsItsFirstCharacter()
    {
        var parsed = CallLanguage.Parse("lm(y ~ agee, data = d)");
        Assert.Equal(7u, parsed.PositionOf(parsed.Question!.Analysis.Lm.Formula.Right));
    }
}
