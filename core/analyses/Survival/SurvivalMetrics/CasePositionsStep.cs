using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.SurvivalMetrics;

/// <summary>By horizon and event time: the influence of the events on the area under the curve, the weights being known.</summary>
public sealed record CasePositionsStep : Step
{
    private readonly Validation _validation;
    private readonly IReadOnlyList<HorizonTable> _tables;

    internal CasePositionsStep(Validation validation, IReadOnlyList<HorizonTable> tables)
    {
        (_validation, _tables) = (validation, tables);
        var n = validation.Patients;
        Layout = new LayoutBuilder().Numbers("positions", tables.Count * validation.Times.Slots.Length, n * n * validation.Heaviest).Build();
    }

    public override string Name => "validation-positions";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        _validation.Write(writer);
        foreach (var table in _tables)
        {
            writer.Number(table.Area);
            writer.Number(table.Cases);
            writer.Number(table.Controls);
        }
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var rows = ValidationRows.Of(_validation, run);
        var tally = new Tally(Layout);
        var positions = tally.Block("positions");
        for (var k = 0; k < _tables.Count; k++)
        {
            for (var i = 0; i < rows.Rows; i++)
            {
                if (rows.IsCase(i, _validation.Horizons[k])) positions[(k * _validation.Times.Slots.Length) + rows.SlotOf(i)] += _tables[k].OfCase(rows.Bins[i], _validation.WeightOfCase(rows.Data.Stop[i]));
            }
        }

        return tally;
    }
}
