using System.Text.RegularExpressions;

namespace FedOnco.Agent.Data.Mapping;

/// <summary>Tables of the OMOP common data model 5.4 and the columns that analyses of patients need (OHDSI, CommonDataModel v5.4). No concept is named here.</summary>
internal static class OmopTables
{
    private static readonly Dictionary<string, (string Name, string Type)[]> Tables = new(StringComparer.Ordinal)
    {
        ["person"] = [Id("person_id"), Id("gender_concept_id"), Whole("year_of_birth"), Whole("month_of_birth"), Whole("day_of_birth"), Id("race_concept_id"), Id("ethnicity_concept_id")],
        ["observation_period"] = [Id("observation_period_id"), Id("person_id"), Date("observation_period_start_date"), Date("observation_period_end_date")],
        ["condition_occurrence"] = [Id("condition_occurrence_id"), Id("person_id"), Id("condition_concept_id"), Date("condition_start_date"), Date("condition_end_date"), Id("condition_type_concept_id"), Id("condition_status_concept_id"), Text("condition_source_value")],
        ["drug_exposure"] = [Id("drug_exposure_id"), Id("person_id"), Id("drug_concept_id"), Date("drug_exposure_start_date"), Date("drug_exposure_end_date"), Id("drug_type_concept_id"), Number("quantity"), Whole("days_supply"), Text("drug_source_value")],
        ["procedure_occurrence"] = [Id("procedure_occurrence_id"), Id("person_id"), Id("procedure_concept_id"), Date("procedure_date"), Id("procedure_type_concept_id"), Id("modifier_concept_id"), Text("procedure_source_value")],
        ["measurement"] = [Id("measurement_id"), Id("person_id"), Id("measurement_concept_id"), Date("measurement_date"), Id("operator_concept_id"), Number("value_as_number"), Id("value_as_concept_id"), Id("unit_concept_id"), Text("measurement_source_value"), Text("unit_source_value"), Text("value_source_value"), Id("measurement_event_id"), Id("meas_event_field_concept_id")],
        ["death"] = [Id("person_id"), Date("death_date"), Id("cause_concept_id")],
        ["episode"] = [Id("episode_id"), Id("person_id"), Id("episode_concept_id"), Date("episode_start_date"), Date("episode_end_date"), Id("episode_parent_id"), Whole("episode_number"), Id("episode_object_concept_id"), Id("episode_type_concept_id")],
        ["episode_event"] = [Id("episode_id"), Id("event_id"), Id("episode_event_field_concept_id")],
    };

    public static IEnumerable<string> Names => Tables.Keys;

    public static IReadOnlyList<(string Name, string Type)> Columns(string table) => Tables[table];

    /// <summary>Tables whose names stand in the SQL.</summary>
    public static IEnumerable<string> UsedIn(string sql) => Tables.Keys.Where(t => Regex.IsMatch(sql, $@"(?<![\w.""]){t}(?![\w""])", RegexOptions.IgnoreCase));

    private static (string, string) Id(string name) => (name, "BIGINT");

    private static (string, string) Whole(string name) => (name, "INTEGER");

    private static (string, string) Number(string name) => (name, "DOUBLE PRECISION");

    private static (string, string) Date(string name) => (name, "DATE");

    private static (string, string) Text(string name) => (name, "VARCHAR");
}
