using FedOnco.Agent.Data.Engines;
using FedOnco.Language;

namespace FedOnco.Agent.Tests.Engines;

public class VariableNamesTests
{
    [Theory]
    [InlineData("lm(y ~ log(x), data = d, weights = w, subset = z > 1)", "y x w z")]
    [InlineData("coxph(Surv(time, event) ~ x + strata(s), data = d, cluster = c, weights = w)", "time event x s c w")]
    [InlineData("survfit(Surv(start, stop, event) ~ g, data = d, id = i)", "start stop event g i")]
    public void Of_BareNames_AreAmongThem(string call, string expected)
    {
        var names = VariableNames.Of(CallLanguage.Parse(call).Question!);
        Assert.Superset(expected.Split(' ').ToHashSet(), names);
    }
}
