using FedOnco.Analyses.Descriptive.Describe;
using FedOnco.Analyses.Tests.Harness;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>describe(): sums of groups that are not shown stay at the centres, so the coordinator has no total of them.</summary>
public sealed class HiddenSumsTests
{
    [Fact]
    public void Sums_OfHiddenGroups_AreZeroInEveryTotal()
    {
        // Groups of 84, 90 and 6 patients: the last is small, and another hides it.
        var rows = Enumerable.Range(0, 180).GroupBy(i => $"s{i % 3}").ToDictionary(g => g.Key, g => g.Select(i => new[] { $"{i}", i < 6 ? "c" : i < 90 ? "a" : "b", $"{50 + (i % 17)}" }).ToList());
        var centres = Centres.Of("d", ["id", "g", "x"], rows);
        centres.Terms = Guarded.Default;
        var sums = centres.Run("describe(~ x, data = d, by = ~ g)").Federation.Sums.Where(s => s.Step is DescribeStep).Select(s => ((DescribeStep)s.Step, s.Total)).ToList();
        Assert.True(sums.Count > 1);
        var seen = 0;
        foreach (var (step, total) in sums)
        {
            Assert.NotNull(step.Hidden);
            Assert.Contains(true, step.Hidden);
            foreach (var block in step.Layout.Blocks.Where(b => b.Name is "sum" or "squares" or "cubes" && b.Length > 0))
            {
                for (var g = 0; g < step.Hidden.Length; g++) Assert.True(!step.Hidden[g] || total.Block(block.Name)[g] == 0, $"{block.Name} of group {g}");
                seen++;
            }

            Assert.DoesNotContain(step.Search, s => step.Hidden[(s.Variable * step.Question.Groups.Cells) + s.Group]);
        }

        Assert.True(seen >= 4);
    }
}
