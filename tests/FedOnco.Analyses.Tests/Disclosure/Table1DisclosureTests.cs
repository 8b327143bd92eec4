using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>table1() under the default profile: its groups and its overall column are summed in one run.</summary>
public sealed class Table1DisclosureTests
{
    private const string Call = "table1(~ age + size + nodes, by = ~ hormon, data = rotterdam, nonnormal = ~ nodes, smd = TRUE)";

    [Fact]
    public void Table1_LargeGroups_IsWhatTheOpenProfileAnswers()
    {
        var guarded = Guarded.Load("rotterdam");
        var open = Guarded.Load("rotterdam");
        open.Terms = new DisclosureTerms { Profile = Profile.Open };
        Assert.Equal(open.Ask(Call).Tidy, guarded.Ask(Call).Tidy);
    }

    [Fact]
    public void Table1_SmallLevel_IsRefused() =>
        Assert.Equal("DISCLOSURE", Guarded.Load("rotterdam").Outcome("table1(~ age + size, by = ~ hormon, data = rotterdam, subset = nodes > 14)"));

    [Fact]
    public void Table1_TooFewBeyondAQuartile_MarksIt()
    {
        var found = Guarded.Load("rotterdam").Ask("table1(~ nodes, by = ~ hormon, data = rotterdam, nonnormal = ~ nodes, test = FALSE, subset = nodes > 14)");
        Assert.Equal("tail", Assert.Single(found.Suppressed).Rule);
        Assert.Contains(found.Tidy.Columns.Single(c => c.Name == "hormon=1").Texts.Values, t => t.Contains('*', StringComparison.Ordinal));
        Assert.Contains("* suppressed: too few patients lie beyond this quartile", found.Notes);
    }
}
