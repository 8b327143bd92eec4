using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>missing = "level": patients without a value are a level, and few of them are as few of any.</summary>
public sealed class MissingLevelTests
{
    [Fact]
    public void Level_OfEnoughPatientsWithoutAValue_IsAnswered() => Assert.NotEmpty(Load().Ask("lm(y ~ g, data = d, missing = \"level\")").Tidy.Columns);

    [Fact]
    public void Level_OfFewPatientsWithoutAValue_IsRefused()
    {
        // Seven rows without a value of g, eleven or more in each of its levels.
        const string Call = "lm(y ~ g, data = d, subset = x > 0.8";
        Assert.NotEmpty(Load().Ask(Call + ")").Tidy.Columns);
        Assert.Equal(ErrorReason.Disclosure, Assert.Throws<FedOncoException>(() => Load().Ask(Call + ", missing = \"level\")")).Reason);
    }

    [Fact]
    public void Rule_OutsideModels_SaysWhereItBelongs()
    {
        var fault = Assert.Throws<FedOncoException>(() => Load().Answer("describe(~ y, data = d, missing = \"level\")"));
        Assert.Equal(ErrorReason.WrongArgument, fault.Reason);
        Assert.Contains("factors in models", fault.Message, StringComparison.Ordinal);
    }

    private static Centres Load()
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "tests", "golden", "random", "missing", "data"), "d");
        centres.Terms = Guarded.Default.Clone();
        return centres;
    }
}
