using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>By centre: the terms of each centre's own table. Otherwise the cells of all tables, stratum by stratum.</summary>
public sealed record MantelhaenStep : Step
{
    public MantelhaenStep(ModelFrame frame, MantelhaenQuestion question)
    {
        Frame = frame;
        Question = question;
        Rows = frame.UsedLevels(question.Factors[0]).Count;
        Columns = frame.UsedLevels(question.Factors[1]).Count;
        Strata = question.BySite ? 1 : frame.UsedLevels(question.Factors[2]).Count;
        Layout = question.BySite
            ? new LayoutBuilder().Numbers("terms", Terms, 2 * frame.Complete).Counts("strata", 1, 1).Counts("single", 1, 1).Build()
            : new LayoutBuilder().Counts("cells", Rows * Columns * Strata, frame.Complete).Build();
    }

    public ModelFrame Frame { get; }

    public MantelhaenQuestion Question { get; }

    public int Strata { get; }

    /// <summary>Levels of the first variable that occur.</summary>
    public int Rows { get; }

    /// <summary>Levels of the second.</summary>
    public int Columns { get; }

    /// <summary>Numbers that a stratum adds to.</summary>
    public int Terms => IsFourfold ? MantelTerms.Length : GeneralMantelTerms.Length(Rows, Columns);

    private bool IsFourfold => Rows == 2 && Columns == 2;

    public override string Name => "mantel-haenszel";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Integer(Strata);

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var site = SiteFrame.Of(Frame.Variables, run);
        var tally = new Tally(Layout);
        var cells = Question.BySite ? new double[Rows * Columns] : tally.Block("cells");
        int[] a = Positions(site, 0), b = Positions(site, 1), stratum = Question.BySite ? [] : Positions(site, 2);
        for (var i = 0; i < a.Length; i++) cells[((Question.BySite ? 0 : stratum[i]) * Rows * Columns) + (a[i] * Columns) + b[i]]++;
        if (Question.BySite)
        {
            Add(tally.Block("terms"), cells);
            tally.Block("strata")[0] = a.Length > 0 ? 1 : 0;
            tally.Block("single")[0] = a.Length == 1 ? 1 : 0;
        }

        return tally;
    }

    /// <summary>Adds a stratum's table to the terms.</summary>
    public void Add(Span<double> terms, ReadOnlySpan<double> cells)
    {
        if (IsFourfold) MantelTerms.Add(terms, cells[0], cells[1], cells[2], cells[3]);
        else GeneralMantelTerms.Add(terms, cells, Rows, Columns);
    }

    /// <summary>Position of each row's level among those that occur.</summary>
    private int[] Positions(SiteFrame site, int factor)
    {
        var used = Frame.UsedLevels(Question.Factors[factor]);
        var position = new int[Question.Factors[factor].Levels.Count];
        for (var u = 0; u < used.Count; u++) position[used[u]] = u;
        return Array.ConvertAll(site.Values(Question.Factors[factor].Columns[0]), level => position[(int)level]);
    }
}
