using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>By centre: the terms of each centre's own table. Otherwise the cells of all tables, four a stratum.</summary>
public sealed record MantelhaenStep : Step
{
    public MantelhaenStep(ModelFrame frame, MantelhaenQuestion question)
    {
        Frame = frame;
        Question = question;
        Strata = question.BySite ? 1 : frame.UsedLevels(question.Factors[2]).Count;
        Layout = question.BySite
            ? new LayoutBuilder().Numbers("terms", MantelTerms.Length, frame.Complete).Build()
            : new LayoutBuilder().Counts("cells", 4 * Strata, frame.Complete).Build();
    }

    public ModelFrame Frame { get; }

    public MantelhaenQuestion Question { get; }

    public int Strata { get; }

    public override string Name => "mantel-haenszel";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Integer(Strata);

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var site = SiteFrame.Of(Frame.Variables, run);
        var tally = new Tally(Layout);
        var cells = Question.BySite ? new double[4] : tally.Block("cells");
        double[] a = site.Values(Question.Factors[0].Columns[0]), b = site.Values(Question.Factors[1].Columns[0]);
        var stratum = Question.BySite ? null : site.Values(Question.Factors[2].Columns[0]);
        int first = Frame.UsedLevels(Question.Factors[0])[0], second = Frame.UsedLevels(Question.Factors[1])[0];
        var strata = Question.BySite ? [] : Frame.UsedLevels(Question.Factors[2]).ToArray();
        for (var i = 0; i < a.Length; i++)
        {
            var s = stratum is null ? 0 : Array.IndexOf(strata, (int)stratum[i]);
            cells[(4 * s) + (a[i] == first ? 0 : 2) + (b[i] == second ? 0 : 1)]++;
        }

        if (Question.BySite) MantelTerms.Add(tally.Block("terms"), cells[0], cells[1], cells[2], cells[3]);
        return tally;
    }
}
