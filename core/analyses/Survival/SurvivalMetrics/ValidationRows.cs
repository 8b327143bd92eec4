using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;

namespace FedOnco.Analyses.Survival.SurvivalMetrics;

/// <summary>A site's patients in a validation.</summary>
internal sealed class ValidationRows
{
    private readonly int[] _slots;

    private ValidationRows(Validation validation, CoxSiteData data)
    {
        var column = validation.Model.Frame.Columns[0];
        Data = data;
        Scores = Array.ConvertAll(data.Columns[0], x => column.Centre + (x * column.HalfRange));
        Bins = Array.ConvertAll(data.Predictor(validation.Model.Means, Validation.Unit), validation.Bins.BinOf);
        _slots = validation.Times.CountsUpTo(validation.Times.Cells);
    }

    public CoxSiteData Data { get; }

    /// <summary>As the call gives them.</summary>
    public double[] Scores { get; }

    public int[] Bins { get; }

    public int Rows => Data.Rows;

    public static ValidationRows Of(Validation validation, SiteRun run) => run.Derived("validation rows", () =>
        new ValidationRows(validation, CoxSiteData.Of(validation.Model.Question, validation.Model.Frame, run)));

    /// <summary>Has the event up to the horizon.</summary>
    public bool IsCase(int row, Horizon horizon) => Data.Event[row] && Data.Stop[row] <= horizon.Point;

    /// <summary>Is followed beyond the horizon.</summary>
    public bool IsControl(int row, Horizon horizon) => Data.Stop[row] > horizon.Point;

    /// <summary>Position of a row's event time among all.</summary>
    public int SlotOf(int row) => _slots[Data.Stop[row] + 1] - 1;
}
