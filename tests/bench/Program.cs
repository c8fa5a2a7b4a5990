using UrbanDataHub.Bench;

if (args is ["floor", var address, var database, var city])
{
    await Floor.ServeAsync(address, database, city);
    return 0;
}

var plan = args.Contains("--short") ? Plan.Short : Plan.Whole;
var table = new Table();
if (args.Contains("series"))
{
    table.Add(await Series.MeasureAsync(plan));
    table.Print(Console.Out);
    return table.Missed ? 1 : 0;
}

await using var stage = await Stage.StartAsync(plan);
table.Add(await Importing.MeasureAsync(stage));
table.Add(await Items.MeasureAsync(stage));
table.Add(await Federation.MeasureAsync(stage));
table.Add(await Tiles.MeasureAsync(stage));
table.Add(await DeepPages.MeasureAsync(stage));
table.Add(await Download.MeasureAsync(stage));
table.Add(await Feed.MeasureAsync(stage));
table.Add(await Series.MeasureAsync(plan));
table.Print(Console.Out);
return table.Missed ? 1 : 0;
