using FedOnco.Analyses.Descriptive.Describe;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Descriptive.Table1;

/// <summary>The site's part of table1().</summary>
public sealed class Table1Site : ISitePart
{
    private readonly DescribeSite _describe = new();

    public Tally Sum(StudyContext context, Step step, SiteRun run) => step is Table1RankStep ranks ? ranks.Sum(run) : _describe.Sum(context, step, run);
}
