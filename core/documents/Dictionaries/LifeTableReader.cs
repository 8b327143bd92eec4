using System.Globalization;
using FedOnco.Documents.Yaml;
using FedOnco.Protos;

namespace FedOnco.Documents.Dictionaries;

/// <summary>A life table in dictionary.yaml: sexes, first year and age, how many of each, and the daily hazards, ages within years within sexes.</summary>
internal static class LifeTableReader
{
    private const double MostHazards = 1e6;

    public static LifeTable Read(string name, StrictMap map)
    {
        var table = new LifeTable
        {
            Name = name,
            Sexes = { map.Texts("sexes", required: true) },
            FirstYear = (int)(map.Count("first_year") ?? 0),
            Years = map.Count("years") ?? 0,
            FirstAge = map.Count("first_age") ?? 0,
            Ages = map.Count("ages") ?? 0,
        };
        var wanted = (double)table.Sexes.Count * table.Years * table.Ages;
        if (wanted is 0 or > MostHazards) map.Fault($"a life table has sexes, years and ages: from one to {MostHazards:0} hazards.");
        foreach (var text in map.Texts("daily", required: true))
        {
            if (double.TryParse(text, CultureInfo.InvariantCulture, out var rate) && rate is >= 0 and < 1) table.Daily.Add(rate);
        }

        if (table.Daily.Count != wanted) map.Fault("daily", $"{wanted:0} daily hazards from 0 to 1 are needed (sexes x years x ages); there are {table.Daily.Count}.");
        map.RequireNoOthers();
        return table;
    }
}
