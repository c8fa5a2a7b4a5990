namespace UrbanDataHub.Tests.Architecture;

/// <summary>Which rooms there are, and that dependencies run in one direction.</summary>
public sealed class RoomTests
{
    [Fact]
    public void The_top_level_has_the_rooms_of_the_plan_and_no_others()
    {
        var tracked = House.All.Select(file => file.Split('/')).Where(parts => parts.Length > 1).Select(parts => parts[0]).Distinct();
        Assert.Equal([".ci", "gateway", "infra", "schemas", "services", "tests"], tracked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void There_are_three_libraries() =>
        Assert.Equal(["services/_features", "services/_hosting", "services/_ingest"], House.Libraries.Select(House.Room));

    [Fact]
    public void Six_programs_make_a_node() => Assert.Equal(
        ["gateway", "services/climate", "services/mobility", "services/portal", "services/sensors", "services/social"],
        House.Deployables.Select(House.Room));

    [Fact]
    public void A_program_refers_to_schemas_and_libraries_and_to_no_other_program()
    {
        var wrong =
            from program in House.Deployables
            from reference in House.References(program)
            where House.Room(reference) != "schemas" && !House.Libraries.Contains(reference)
            select $"{program} refers to {reference}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_library_refers_to_schemas_and_at_most_to_hosting()
    {
        var wrong =
            from library in House.Libraries
            from reference in House.References(library)
            where House.Room(reference) != "schemas" && (House.Room(reference) != "services/_hosting" || House.Room(library) == "services/_hosting")
            select $"{library} refers to {reference}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Schemas_refer_to_nothing()
    {
        var schemas = Assert.Single(House.Projects, p => House.Room(p) == "schemas");
        Assert.Empty(House.References(schemas));
        Assert.Empty(House.Packages(schemas));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(HubRoot.Combine("UrbanDataHub.sln")).Replace('\\', '/');
        Assert.DoesNotContain(House.Projects, project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal));
    }
}
