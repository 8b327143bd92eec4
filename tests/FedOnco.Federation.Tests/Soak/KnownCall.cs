using System.Text.Json;
using FedOnco.Analyses.Tests.Golden;
using FedOnco.Client;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Soak;

/// <summary>A call whose answer on the pooled patients R gave, and the federation's own answer when nothing disturbed it.</summary>
/// <param name="Text">The call.</param>
/// <param name="R">R's answer.</param>
internal sealed record KnownCall(string Text, JsonElement R)
{
    /// <summary>Of the undisturbed federation.</summary>
    public Result Expected { get; private set; } = new();

    /// <summary>Whether it can be asked as another question with the same answer.</summary>
    private bool IsOpen => !Text.Contains("subset", StringComparison.Ordinal);

    /// <summary>The golden calls on the datasets that are dealt; none that names centres.</summary>
    public static IReadOnlyList<KnownCall> All() =>
        [.. File.ReadLines(Path.Combine(SiteItPagesTests.Root(AppContext.BaseDirectory), "tests", "golden", "first", "answers.jsonl"))
            .Select(l => JsonDocument.Parse(l).RootElement)
            .Select(r => new KnownCall(r.GetProperty("call").GetString()!, r)) // Every line has its call.
            .Where(c => (c.Text.Contains("rotterdam", StringComparison.Ordinal) || c.Text.Contains("gbsg", StringComparison.Ordinal)) && !c.Text.Contains("site", StringComparison.Ordinal))];

    /// <summary>Another question for every number, with the same answer: nobody is younger than nothing.</summary>
    public string Asked(long number) => IsOpen ? $"{Text[..^1]}, subset = age > {-number})" : Text;

    /// <summary>Asks once, and holds the answer against R's.</summary>
    public async Task LearnAsync(FedOncoClient client)
    {
        var run = await client.RunAsync("", Asked(1));
        Assert.True(run.State == RunState.Completed, $"{Text}: {run.State} {run.Problems.FirstOrDefault()}");
        Assert.Empty(RAnswer.Differences(R, run.Result, concordance: false));
        Expected = run.Result;
    }

    /// <summary>Asks it as a new question, and holds the answer against the first.</summary>
    public async Task AskAgainAsync(FedOncoClient client, long number)
    {
        var run = await client.RunAsync("", Asked(number));
        Assert.True(run.State == RunState.Completed && IsAnsweredBy(run.Result), $"{Text}: {run.State} {run.Problems.FirstOrDefault()}");
    }

    /// <summary>Whether an answer has every number of the undisturbed one to the last bit; notes may say that it comes from the record.</summary>
    public bool IsAnsweredBy(Result result) => Equals(Expected.Tidy, result.Tidy) && Equals(Expected.Glance, result.Glance);
}
