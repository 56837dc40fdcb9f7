<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_GB">
<context>
    <name>Backcast</name>
    <message>
        <source> (read-only)</source>
        <translation> (schreibgeschützt)</translation>
    </message>
    <message>
        <source> Closing also stops the run that is on.</source>
        <translation> Schließen beendet auch den laufenden Lauf.</translation>
    </message>
    <message>
        <source> in {time}</source>
        <translation> in {time}</translation>
    </message>
    <message>
        <source> · question {at} of {count}</source>
        <translation> · Frage {at} von {count}</translation>
    </message>
    <message>
        <source>'is:{state}' is no state. There are {states}.</source>
        <translation>„is:{state}“ ist kein Zustand. Es gibt {states}.</translation>
    </message>
    <message>
        <source>'{keys}' walks the canvas and cannot be given away.</source>
        <translation>„{keys}“ führt durch die Zeichenfläche und kann nicht vergeben werden.</translation>
    </message>
    <message>
        <source>'{name}'</source>
        <translation>„{name}“</translation>
    </message>
    <message>
        <source>'{name}' could not be written: {why}.</source>
        <translation>„{name}“ konnte nicht geschrieben werden: {why}.</translation>
    </message>
    <message>
        <source>'{name}' has changes that are not saved.</source>
        <translation>„{name}“ hat ungespeicherte Änderungen.</translation>
    </message>
    <message>
        <source>Ask why first: no answer is shown.</source>
        <translation>Erst „Warum?“ fragen: Es wird keine Antwort gezeigt.</translation>
    </message>
    <message>
        <source>BACKCAST_LANGUAGE says which language it is.</source>
        <translation>BACKCAST_LANGUAGE bestimmt die Sprache.</translation>
    </message>
    <message>
        <source>Closing '{name}' would lose what stands in a field.</source>
        <translation>Beim Schließen von „{name}“ ginge verloren, was in einem Feld steht.</translation>
    </message>
    <message>
        <source>Discard what is typed</source>
        <translation>Getipptes verwerfen</translation>
    </message>
    <message>
        <source>Every step serves a goal.</source>
        <translation>Jeder Schritt dient einem Ziel.</translation>
    </message>
    <message>
        <source>No other code is unsaved.</source>
        <translation>Kein anderer Code ist ungespeichert.</translation>
    </message>
    <message>
        <source>No package is installed that runs work elsewhere.</source>
        <translation>Kein Paket ist installiert, das anderswo ausführt.</translation>
    </message>
    <message>
        <source>No run is on whose cluster shows itself in the browser.</source>
        <translation>Kein Lauf ist im Gange, dessen Cluster sich im Browser zeigt.</translation>
    </message>
    <message>
        <source>Run the flow first.</source>
        <translation>Erst den Ablauf ausführen.</translation>
    </message>
    <message>
        <source>Select a frame, or a step within one, first.</source>
        <translation>Erst einen Rahmen oder einen Schritt darin auswählen.</translation>
    </message>
    <message>
        <source>Select a step first that is blocked by another.</source>
        <translation>Erst einen Schritt auswählen, der von einem anderen blockiert ist.</translation>
    </message>
    <message>
        <source>Select a step that failed first.</source>
        <translation>Erst einen fehlgeschlagenen Schritt auswählen.</translation>
    </message>
    <message>
        <source>Select a step, a frame or a note first.</source>
        <translation>Erst einen Schritt, einen Rahmen oder eine Notiz auswählen.</translation>
    </message>
    <message>
        <source>Select one step first that is a Python function.</source>
        <translation>Erst einen Schritt auswählen, der eine Python-Funktion ist.</translation>
    </message>
    <message>
        <source>Select two or more steps first.</source>
        <translation>Erst zwei oder mehr Schritte auswählen.</translation>
    </message>
    <message>
        <source>Show a value first that a step gave.</source>
        <translation>Erst einen Wert anzeigen, den ein Schritt geliefert hat.</translation>
    </message>
    <message>
        <source>Show a value first.</source>
        <translation>Erst einen Wert anzeigen.</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>'{name}' is read-only. Save it under another name.</source>
        <translation>„{name}“ ist schreibgeschützt. Unter einem anderen Namen speichern.</translation>
    </message>
    <message>
        <source>'{reader}' takes what '{step}' gives or something else, whichever comes. In a Flow of their own the selected steps would all run, and fail together. Select {others} as well.</source>
        <translation>„{reader}“ nimmt, was „{step}“ gibt, oder etwas anderes, je nachdem, was kommt. In einem eigenen Ablauf liefen die gewählten Schritte alle und scheiterten gemeinsam. Dazu auch {others} auswählen.</translation>
    </message>
    <message>
        <source>'{source}' comes from '{step}' itself, and a step cannot wait for its own result. Draw the wire to another step.</source>
        <translation>„{source}“ kommt aus „{step}“ selbst, und ein Schritt kann nicht auf sein eigenes Ergebnis warten. Die Leitung zu einem anderen Schritt ziehen.</translation>
    </message>
    <message>
        <source>'{step}' has no output to connect.</source>
        <translation>„{step}“ hat keinen Ausgang, der verbunden werden könnte.</translation>
    </message>
    <message>
        <source>Slow motion will slow only what is shown, once a speed is chosen.</source>
        <translation>Die Zeitlupe bremst nur, was gezeigt wird, sobald ein Tempo gewählt ist.</translation>
    </message>
    <message>
        <source>Slow motion will slow the work itself, once a speed is chosen.</source>
        <translation>Die Zeitlupe bremst die Arbeit selbst, sobald ein Tempo gewählt ist.</translation>
    </message>
    <message>
        <source>The newest moment is what is shown.</source>
        <translation>Der neueste Moment wird schon gezeigt.</translation>
    </message>
    <message>
        <source>There is no problem that can be mended for you.</source>
        <translation>Es gibt kein Problem, das sich von hier beheben lässt.</translation>
    </message>
    <message>
        <source>There is no step here yet: Ins adds one.</source>
        <translation>Hier gibt es noch keinen Schritt: Einfg fügt einen hinzu.</translation>
    </message>
    <message>
        <source>This step is not there any more: go to another one.</source>
        <translation>Diesen Schritt gibt es nicht mehr: zu einem anderen gehen.</translation>
    </message>
    <message>
        <source>'{row}' is not a step: go to one with the arrow keys.</source>
        <translation>„{row}“ ist kein Schritt: mit den Pfeiltasten zu einem gehen.</translation>
    </message>
    <message>
        <source>'{step}' runs the flow that it is in: there is no other one to open.</source>
        <translation>„{step}“ führt den Ablauf aus, in dem er steht: einen anderen gibt es nicht zu öffnen.</translation>
    </message>
    <message>
        <source>'{step}' runs this flow.</source>
        <translation>„{step}“ führt diesen Ablauf aus.</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>A run is on.</source>
        <translation>Ein Lauf ist im Gange.</translation>
    </message>
    <message>
        <source>A run is on. Leaving now stops it.</source>
        <translation>Ein Lauf ist im Gange. Jetzt zu gehen hält ihn an.</translation>
    </message>
    <message>
        <source>Add a row</source>
        <translation>Zeile hinzufügen</translation>
    </message>
    <message>
        <source>Add a step</source>
        <translation>Schritt hinzufügen</translation>
    </message>
    <message>
        <source>Add a step…</source>
        <translation>Schritt hinzufügen …</translation>
    </message>
    <message>
        <source>Add a wire as an alternative</source>
        <translation>Leitung als Ausweichquelle hinzufügen</translation>
    </message>
    <message>
        <source>Add Flow input</source>
        <translation>Neue Eingabe</translation>
    </message>
    <message>
        <source>Add input</source>
        <translation>Neuer Eingang</translation>
    </message>
    <message>
        <source>Add output</source>
        <translation>Neuer Ausgang</translation>
    </message>
    <message>
        <source>Align bottom</source>
        <translation>Unten ausrichten</translation>
    </message>
    <message>
        <source>Align centre</source>
        <translation>Mittig ausrichten</translation>
    </message>
    <message>
        <source>Align left</source>
        <translation>Links ausrichten</translation>
    </message>
    <message>
        <source>Align middle</source>
        <translation>Auf halber Höhe ausrichten</translation>
    </message>
    <message>
        <source>Align right</source>
        <translation>Rechts ausrichten</translation>
    </message>
    <message>
        <source>Align top</source>
        <translation>Oben ausrichten</translation>
    </message>
    <message>
        <source>All shortcuts</source>
        <translation>Alle Tastenkürzel</translation>
    </message>
    <message>
        <source>All steps ({count})</source>
        <translation>Alle Schritte ({count})</translation>
    </message>
    <message>
        <source>Alt and drag across them on empty canvas</source>
        <translation>Mit Alt auf freier Fläche quer darüber ziehen</translation>
    </message>
    <message>
        <source>Alt while dragging</source>
        <translation>Alt beim Ziehen</translation>
    </message>
    <message>
        <source>Alt: no grid · Esc: cancel</source>
        <translation>Alt: kein Raster · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Alt: no grid, no guides · Esc: cancel</source>
        <translation>Alt: kein Raster, keine Hilfslinien · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Back to the step that runs this flow</source>
        <translation>Zurück zum Schritt, der diesen Ablauf ausführt</translation>
    </message>
    <message>
        <source>Copy a step</source>
        <translation>Schritt kopieren</translation>
    </message>
    <message>
        <source>Cut several wires</source>
        <translation>Mehrere Leitungen trennen</translation>
    </message>
    <message>
        <source>Double-click it, or Alt and click</source>
        <translation>Doppelklick darauf, oder Alt und Klick</translation>
    </message>
    <message>
        <source>Double-click the step</source>
        <translation>Doppelklick auf den Schritt</translation>
    </message>
    <message>
        <source>Drag it at the input</source>
        <translation>Am Eingang ziehen</translation>
    </message>
    <message>
        <source>Draw a wire to a new step</source>
        <translation>Leitung zu einem neuen Schritt ziehen</translation>
    </message>
    <message>
        <source>Drop it on empty canvas</source>
        <translation>Auf freier Fläche ablegen</translation>
    </message>
    <message>
        <source>Drop it on the wire; Alt does not</source>
        <translation>Auf der Leitung ablegen; mit Alt nicht</translation>
    </message>
    <message>
        <source>Drop it with Shift on an input that has one</source>
        <translation>Mit Umschalt auf einem Eingang ablegen, der eine hat</translation>
    </message>
    <message>
        <source>Drop its wire on empty canvas with Shift</source>
        <translation>Seine Leitung mit Umschalt auf freier Fläche ablegen</translation>
    </message>
    <message>
        <source>Drop on another output: it feeds them all from then on · Esc: cancel</source>
        <translation>Auf einem anderen Ausgang ablegen: von da an speist er sie alle · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Drop on nothing: choose a step · Shift there: make a Flow input · Esc: cancel</source>
        <translation>Ins Leere ablegen: Schritt wählen · dort mit Umschalt: Eingabe des Ablaufs anlegen · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Drop on nothing: choose a step · Shift: add as an alternative · Esc: cancel</source>
        <translation>Ins Leere ablegen: Schritt wählen · Umschalt: als Ausweichquelle dazu · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Drop on nothing: cut · Shift: add as an alternative · Esc: cancel</source>
        <translation>Ins Leere ablegen: trennen · Umschalt: als Ausweichquelle dazu · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Drop to add the copy · Ctrl: keep its inputs wired · Alt: no grid · Esc: cancel</source>
        <translation>Ablegen fügt die Kopie ein · Strg: Eingänge bleiben verbunden · Alt: kein Raster · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Drop to add the step · Alt: no grid · Esc: cancel</source>
        <translation>Ablegen fügt den Schritt ein · Alt: kein Raster · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Drop to insert it into the wire · Alt: do not insert · Esc: cancel</source>
        <translation>Ablegen setzt ihn in die Leitung ein · Alt: nicht einsetzen · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Enter, dive into, look inside the nested flow, subflow, child</source>
        <translation>Hineingehen, eintreten, hineinsehen, Unterablauf, Kind</translation>
    </message>
    <message>
        <source>expecting ',' delimiter</source>
        <translation>hier fehlt ein Komma</translation>
    </message>
    <message>
        <source>expecting ':' delimiter</source>
        <translation>hier fehlt ein Doppelpunkt</translation>
    </message>
    <message>
        <source>expecting property name enclosed in double quotes</source>
        <translation>hier fehlt ein Name in Anführungszeichen</translation>
    </message>
    <message>
        <source>expecting value</source>
        <translation>hier fehlt ein Wert</translation>
    </message>
    <message>
        <source>extra data</source>
        <translation>hier steht noch etwas dahinter</translation>
    </message>
    <message>
        <source>Flow input '{name}'</source>
        <translation>Eingabe „{name}“</translation>
    </message>
    <message>
        <source>Hold Alt and drag it</source>
        <translation>Alt halten und ziehen</translation>
    </message>
    <message>
        <source>invalid control character at</source>
        <translation>hier steht ein Steuerzeichen</translation>
    </message>
    <message>
        <source>Laying out {count} steps: {share} % · Esc: cancel</source>
        <translation>{count} Schritte werden angeordnet: {share} % · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Lead a wire through a dot</source>
        <translation>Leitung durch einen Punkt führen</translation>
    </message>
    <message>
        <source>Leave the sub-flow, subflow, go up to the parent</source>
        <translation>Teilablauf verlassen, Unterablauf, nach oben, zum Elternablauf</translation>
    </message>
    <message>
        <source>Let go to cut the wires in red · Esc: cancel</source>
        <translation>Loslassen trennt die roten Leitungen · Esc: abbrechen</translation>
    </message>
    <message>
        <source>line {line}, column {column}: this is not JSON: {what}</source>
        <translation>Zeile {line}, Spalte {column}: das ist kein JSON: {what}</translation>
    </message>
    <message>
        <source>Make a Flow input for an input</source>
        <translation>Eingabe des Ablaufs für einen Eingang anlegen</translation>
    </message>
    <message>
        <source>Move all wires of an output</source>
        <translation>Alle Leitungen eines Ausgangs umhängen</translation>
    </message>
    <message>
        <source>Move the end of a wire, or cut it</source>
        <translation>Ende einer Leitung umhängen oder sie trennen</translation>
    </message>
    <message>
        <source>Move without grid and guides</source>
        <translation>Ohne Raster und Hilfslinien bewegen</translation>
    </message>
    <message>
        <source>No flow that is open has a step that runs this one.</source>
        <translation>Kein offener Ablauf hat einen Schritt, der diesen ausführt.</translation>
    </message>
    <message>
        <source>no Goal that needs them could be planned</source>
        <translation>ließe sich kein Ziel planen, das sie braucht</translation>
    </message>
    <message>
        <source>No input of '{other}' is free. Draw the wire yourself to replace one.</source>
        <translation>Kein Eingang von „{other}“ ist frei. Zum Ersetzen die Leitung selbst ziehen.</translation>
    </message>
    <message>
        <source>No other flow is open.</source>
        <translation>Kein anderer Ablauf ist offen.</translation>
    </message>
    <message>
        <source>none could ever start</source>
        <translation>könnte keiner je anfangen</translation>
    </message>
    <message>
        <source>Open the flow that a step runs</source>
        <translation>Ablauf öffnen, den ein Schritt ausführt</translation>
    </message>
    <message>
        <source>Open the sub-flow</source>
        <translation>Teilablauf öffnen</translation>
    </message>
    <message>
        <source>Put a step into a wire</source>
        <translation>Schritt in eine Leitung einsetzen</translation>
    </message>
    <message>
        <source>Select one step that runs a flow.</source>
        <translation>Einen Schritt auswählen, der einen Ablauf ausführt.</translation>
    </message>
    <message>
        <source>Shift and drag from it</source>
        <translation>Mit Umschalt von ihm wegziehen</translation>
    </message>
    <message>
        <source>Shift: add · Ctrl: toggle · Esc: cancel</source>
        <translation>Umschalt: dazunehmen · Strg: umkehren · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Take the Goal mark from '{step}'</source>
        <translation>„{step}“ nicht länger Ziel sein lassen</translation>
    </message>
    <message>
        <source>The flow was edited meanwhile, so nothing was laid out.</source>
        <translation>Der Ablauf wurde inzwischen bearbeitet, darum wurde nichts angeordnet.</translation>
    </message>
    <message>
        <source>This wire would close a cycle: {path}. Each would wait for the next, so {harm}. Cut one of the wires on that way first.</source>
        <translation>Diese Leitung schlösse einen Kreis: {path}. Jeder wartete auf den nächsten, also {harm}. Erst eine der Leitungen auf diesem Weg trennen.</translation>
    </message>
    <message>
        <source>unterminated string starting at</source>
        <translation>hier beginnt ein Text ohne Ende</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>{count} weitere</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first} bis {last}</translation>
    </message>
    <message>
        <source>An empty flow</source>
        <translation>Ein leerer Ablauf</translation>
    </message>
    <message>
        <source>and</source>
        <translation>und</translation>
    </message>
    <message>
        <source>and {count} more, to be edited as JSON</source>
        <translation>und {count} weitere, als JSON zu bearbeiten</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Zustimmen</translation>
    </message>
    <message>
        <source>Arrange</source>
        <translation>Anordnen</translation>
    </message>
    <message>
        <source>Arrow keys; Shift selects more</source>
        <translation>Pfeiltasten; Umschalt wählt mehr aus</translation>
    </message>
    <message>
        <source>Ask a person</source>
        <translation>Jemanden fragen</translation>
    </message>
    <message>
        <source>Asked by '{step}'</source>
        <translation>Gefragt von „{step}“</translation>
    </message>
    <message>
        <source>asked for</source>
        <translation>erfragt</translation>
    </message>
    <message>
        <source>asked for at the start of a run</source>
        <translation>wird beim Start eines Laufs erfragt</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Backcast</source>
        <translation>Backcast</translation>
    </message>
    <message>
        <source>BACKCAST_THEME says which theme it is.</source>
        <translation>BACKCAST_THEME bestimmt die Farben.</translation>
    </message>
    <message>
        <source>Blender-like</source>
        <translation>Wie in Blender</translation>
    </message>
    <message>
        <source>blocked by '{step}'</source>
        <translation>blockiert von „{step}“</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>Zeichenfläche</translation>
    </message>
    <message>
        <source>Change shortcuts…</source>
        <translation>Tastenkürzel ändern …</translation>
    </message>
    <message>
        <source>Click; Shift adds, Ctrl toggles</source>
        <translation>Klick; Umschalt fügt hinzu, Strg schaltet um</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation>Reiter schließen</translation>
    </message>
    <message>
        <source>Close window</source>
        <translation>Fenster schließen</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Collapse to a sub-flow</source>
        <translation>Zu einem Teilablauf zusammenfassen</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>Commands…</source>
        <translation>Befehle …</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>config</source>
        <translation>Konfiguration</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>Konfiguration</translation>
    </message>
    <message>
        <source>Connect an output…</source>
        <translation>Ausgang verbinden …</translation>
    </message>
    <message>
        <source>Connect the selection</source>
        <translation>Auswahl verbinden</translation>
    </message>
    <message>
        <source>Connect which output of '{step}'?</source>
        <translation>Welchen Ausgang von „{step}“ verbinden?</translation>
    </message>
    <message>
        <source>Connect {source} to</source>
        <translation>{source} verbinden mit</translation>
    </message>
    <message>
        <source>Connect {source} → {target}</source>
        <translation>{source} → {target} verbinden</translation>
    </message>
    <message>
        <source>Control</source>
        <translation>Steuerung</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Ctrl+Enter or Esc: done</source>
        <translation>Strg+Eingabe oder Esc: fertig</translation>
    </message>
    <message>
        <source>Ctrl+Shift+arrow keys</source>
        <translation>Strg+Umschalt+Pfeiltasten</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Ausschneiden</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Delete and heal</source>
        <translation>Löschen und überbrücken</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>Abschalten</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>abgeschaltet</translation>
    </message>
    <message>
        <source>Disabled</source>
        <translation>Abgeschaltet</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Discard changes</source>
        <translation>Änderungen verwerfen</translation>
    </message>
    <message>
        <source>Distribute horizontally</source>
        <translation>Waagrecht verteilen</translation>
    </message>
    <message>
        <source>Distribute vertically</source>
        <translation>Senkrecht verteilen</translation>
    </message>
    <message>
        <source>Do not read '{name}'</source>
        <translation>„{name}“ nicht lesen</translation>
    </message>
    <message>
        <source>{name}, required</source>
        <translation>{name}, erforderlich</translation>
    </message>
    <message>
        <source>'{name}' is there already, in {folder}.</source>
        <translation>„{name}“ gibt es in {folder} schon.</translation>
    </message>
    <message>
        <source>Another name…</source>
        <translation>Anderer Name …</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>No file of code is open. Select a Python step and choose 'Edit the code'.</source>
        <translation>Keine Datei mit Code ist offen. Einen Python-Schritt wählen, dann „Code bearbeiten“.</translation>
    </message>
    <message>
        <source>Drag a step from the palette on the left, press {key} to search for one, open a flow, or look at an example:</source>
        <translation>Einen Schritt von links hereinziehen, mit {key} einen suchen, einen Ablauf öffnen oder ein Beispiel ansehen:</translation>
    </message>
    <message>
        <source>Drag a step from the palette on the left, open a flow, or look at an example:</source>
        <translation>Einen Schritt von links hereinziehen, einen Ablauf öffnen oder ein Beispiel ansehen:</translation>
    </message>
    <message>
        <source>Drag from port to port, or click both</source>
        <translation>Von Anschluss zu Anschluss ziehen oder beide anklicken</translation>
    </message>
    <message>
        <source>Drag on empty canvas</source>
        <translation>Auf leerer Fläche ziehen</translation>
    </message>
    <message>
        <source>Drag to move them. Delete takes them out of the Flow; Undo brings them back.</source>
        <translation>Zum Verschieben ziehen. Entf nimmt sie aus dem Ablauf, Rückgängig holt sie zurück.</translation>
    </message>
    <message>
        <source>Draw a wire</source>
        <translation>Leitung ziehen</translation>
    </message>
    <message>
        <source>Draw what it takes, mark the goal, press Run</source>
        <translation>Zeichnen, was nötig ist, das Ziel markieren, ausführen</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>Duplicate with its inputs</source>
        <translation>Mit Eingängen duplizieren</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Edit as a tree</source>
        <translation>Als Baum bearbeiten</translation>
    </message>
    <message>
        <source>Edit in the inspector</source>
        <translation>In den Eigenschaften bearbeiten</translation>
    </message>
    <message>
        <source>Edit {words} as a tree</source>
        <translation>{words} als Baum bearbeiten</translation>
    </message>
    <message>
        <source>Enter: done · Esc: cancel</source>
        <translation>Eingabetaste: fertig · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Every goal is reached{took}</source>
        <translation>Alle Ziele sind erreicht{took}</translation>
    </message>
    <message>
        <source>Example</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>Example: {name}</source>
        <translation>Beispiel: {name}</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Export as DOT…</source>
        <translation>Als DOT exportieren …</translation>
    </message>
    <message>
        <source>Export as Mermaid…</source>
        <translation>Als Mermaid exportieren …</translation>
    </message>
    <message>
        <source>Export as picture…</source>
        <translation>Als Bild exportieren …</translation>
    </message>
    <message>
        <source>Export picture</source>
        <translation>Bild exportieren</translation>
    </message>
    <message>
        <source>Exported '{name}'</source>
        <translation>„{name}“ exportiert</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Find in the flow</source>
        <translation>Im Ablauf suchen</translation>
    </message>
    <message>
        <source>Find next</source>
        <translation>Weitersuchen</translation>
    </message>
    <message>
        <source>Find previous</source>
        <translation>Rückwärts suchen</translation>
    </message>
    <message>
        <source>Find: words, is:failed, kind:http</source>
        <translation>Suchen: Wörter, is:failed, kind:http</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>Suchen …</translation>
    </message>
    <message>
        <source>Flow</source>
        <translation>Ablauf</translation>
    </message>
    <message>
        <source>Flow inputs</source>
        <translation>Eingaben des Ablaufs</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vor</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>Rahmen</translation>
    </message>
    <message>
        <source>given when it runs</source>
        <translation>beim Start gegeben</translation>
    </message>
    <message>
        <source>gives {names}</source>
        <translation>liefert {names}</translation>
    </message>
    <message>
        <source>gives {name}</source>
        <translation>liefert {name}</translation>
    </message>
    <message>
        <source>Go on running</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
    <message>
        <source>Go to the outline</source>
        <translation>Zur Gliederung</translation>
    </message>
    <message>
        <source>Goal</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Goal reached</source>
        <translation>Ziel erreicht</translation>
    </message>
    <message>
        <source>Goals</source>
        <translation>Ziele</translation>
    </message>
    <message>
        <source>Goals ({count})</source>
        <translation>Ziele ({count})</translation>
    </message>
    <message>
        <source>Goals with what each needs beneath. The menu key lists what can be done with a step.</source>
        <translation>Ziele, darunter was jedes braucht. Die Menütaste zeigt, was mit einem Schritt getan werden kann.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>How the wait grows</source>
        <translation>Wie die Wartezeit wächst</translation>
    </message>
    <message>
        <source>HTTP request</source>
        <translation>HTTP-Anfrage</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>id</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>input</source>
        <translation>Eingang</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>Eingänge</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Eigenschaften</translation>
    </message>
    <message>
        <source>Invert the selection</source>
        <translation>Auswahl umkehren</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>Meine behalten</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Keys as in</source>
        <translation>Tasten wie in</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Kinds of Step</source>
        <translation>Arten von Schritten</translation>
    </message>
    <message>
        <source>Kinds of Step that fit</source>
        <translation>Passende Arten von Schritten</translation>
    </message>
    <message>
        <source>KNIME-like</source>
        <translation>Wie in KNIME</translation>
    </message>
    <message>
        <source>Lay out</source>
        <translation>Auslegen</translation>
    </message>
    <message>
        <source>Leave what is going on</source>
        <translation>Verlassen, was im Gange ist</translation>
    </message>
    <message>
        <source>Let it run</source>
        <translation>Laufen lassen</translation>
    </message>
    <message>
        <source>Look later</source>
        <translation>Später ansehen</translation>
    </message>
    <message>
        <source>May be left out</source>
        <translation>Darf fehlen</translation>
    </message>
    <message>
        <source>Middle button, Space or right button and drag</source>
        <translation>Mittlere Taste, Leertaste oder rechte Taste und ziehen</translation>
    </message>
    <message>
        <source>Minimap</source>
        <translation>Übersichtskarte</translation>
    </message>
    <message>
        <source>Minimap while moving</source>
        <translation>Übersichtskarte beim Bewegen</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Mouse and hands</source>
        <translation>Maus und Hände</translation>
    </message>
    <message>
        <source>Move a step by keys</source>
        <translation>Schritt mit Tasten bewegen</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Move what is seen</source>
        <translation>Ausschnitt verschieben</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of the Flow</source>
        <translation>Name des Ablaufs</translation>
    </message>
    <message>
        <source>Names that fit</source>
        <translation>Passende Namen</translation>
    </message>
    <message>
        <source>needs {names}</source>
        <translation>braucht {names}</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>New from template</source>
        <translation>Neu aus Vorlage</translation>
    </message>
    <message>
        <source>New window</source>
        <translation>Neues Fenster</translation>
    </message>
    <message>
        <source>Next (F3)</source>
        <translation>Nächster (F3)</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>Nächster Bereich</translation>
    </message>
    <message>
        <source>Next problem</source>
        <translation>Nächstes Problem</translation>
    </message>
    <message>
        <source>Next question</source>
        <translation>Nächste Frage</translation>
    </message>
    <message>
        <source>Next tab</source>
        <translation>Nächster Reiter</translation>
    </message>
    <message>
        <source>No examples</source>
        <translation>Keine Beispiele</translation>
    </message>
    <message>
        <source>No goal yet: select a step and press G</source>
        <translation>Noch kein Ziel: einen Schritt auswählen und G drücken</translation>
    </message>
    <message>
        <source>No keys</source>
        <translation>Keine Tasten</translation>
    </message>
    <message>
        <source>no keys</source>
        <translation>keine Tasten</translation>
    </message>
    <message>
        <source>No kind of Step matches '{words}'.</source>
        <translation>Keine Art von Schritt passt zu „{words}“.</translation>
    </message>
    <message>
        <source>No kinds of Step.</source>
        <translation>Keine Arten von Schritten.</translation>
    </message>
    <message>
        <source>No problems: every planned Step can run.</source>
        <translation>Keine Probleme: Jeder geplante Schritt kann laufen.</translation>
    </message>
    <message>
        <source>No recent files</source>
        <translation>Keine zuletzt geöffneten Dateien</translation>
    </message>
    <message>
        <source>No run is on.</source>
        <translation>Kein Lauf ist im Gange.</translation>
    </message>
    <message>
        <source>No step matches '{words}'</source>
        <translation>Kein Schritt passt zu „{words}“</translation>
    </message>
    <message>
        <source>No templates</source>
        <translation>Keine Vorlagen</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>nicht nötig</translation>
    </message>
    <message>
        <source>Not needed by a goal ({count})</source>
        <translation>Von keinem Ziel gebraucht ({count})</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>Nothing has been done that could be undone, or a gesture is half done.</source>
        <translation>Es wurde nichts getan, was rückgängig zu machen wäre, oder eine Geste ist halb ausgeführt.</translation>
    </message>
    <message>
        <source>Nothing has happened to the selected Steps.</source>
        <translation>Mit den ausgewählten Schritten ist nichts geschehen.</translation>
    </message>
    <message>
        <source>Nothing is called that.</source>
        <translation>So heißt nichts.</translation>
    </message>
    <message>
        <source>Nothing was undone that could be done again, or a gesture is half done.</source>
        <translation>Es wurde nichts rückgängig gemacht, was zu wiederholen wäre, oder eine Geste ist halb ausgeführt.</translation>
    </message>
    <message>
        <source>Nuke- and Houdini-like</source>
        <translation>Wie in Nuke und Houdini</translation>
    </message>
    <message>
        <source>one per line</source>
        <translation>je Zeile einer</translation>
    </message>
    <message>
        <source>Only Goal</source>
        <translation>Einziges Ziel</translation>
    </message>
    <message>
        <source>Only the selected Steps</source>
        <translation>Nur die ausgewählten Schritte</translation>
    </message>
    <message>
        <source>Open a flow…</source>
        <translation>Ablauf öffnen …</translation>
    </message>
    <message>
        <source>Open documents</source>
        <translation>Offene Dokumente</translation>
    </message>
    <message>
        <source>Open flows</source>
        <translation>Abläufe öffnen</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen …</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>Gliederung</translation>
    </message>
    <message>
        <source>Outline of the flow</source>
        <translation>Gliederung des Ablaufs</translation>
    </message>
    <message>
        <source>output</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>Ausgänge</translation>
    </message>
    <message>
        <source>Overwrite it</source>
        <translation>Überschreiben</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Paste with wires to outside</source>
        <translation>Mit Leitungen nach außen einfügen</translation>
    </message>
    <message>
        <source>Pin the result</source>
        <translation>Ergebnis festhalten</translation>
    </message>
    <message>
        <source>Pinned value</source>
        <translation>Festgehaltener Wert</translation>
    </message>
    <message>
        <source>pinned value</source>
        <translation>festgehaltener Wert</translation>
    </message>
    <message>
        <source>Policies</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Prefer '{name}' more</source>
        <translation>„{name}“ mehr bevorzugen</translation>
    </message>
    <message>
        <source>Press the new keys; Esc leaves it as it is</source>
        <translation>Neue Tasten drücken; Esc lässt es, wie es ist</translation>
    </message>
    <message>
        <source>Previous (Shift+F3)</source>
        <translation>Vorheriger (Umschalt+F3)</translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation>Vorheriger Bereich</translation>
    </message>
    <message>
        <source>Previous problem</source>
        <translation>Vorheriges Problem</translation>
    </message>
    <message>
        <source>Previous tab</source>
        <translation>Vorheriger Reiter</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Problems ({count})</source>
        <translation>Probleme ({count})</translation>
    </message>
    <message>
        <source>Problems and run</source>
        <translation>Probleme und Lauf</translation>
    </message>
    <message>
        <source>Python function</source>
        <translation>Python-Funktion</translation>
    </message>
    <message>
        <source>Question: {title}</source>
        <translation>Frage: {title}</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>in der Warteschlange</translation>
    </message>
    <message>
        <source>Reads</source>
        <translation>Liest</translation>
    </message>
    <message>
        <source>ready to run</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>Record keys</source>
        <translation>Tasten aufnehmen</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Recover all</source>
        <translation>Alles wiederherstellen</translation>
    </message>
    <message>
        <source>Recover unsaved work…</source>
        <translation>Ungespeicherte Arbeit wiederherstellen …</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>Reloaded; Undo brings back what was here before</source>
        <translation>Neu geladen; Rückgängig holt zurück, was vorher hier war</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove this row</source>
        <translation>Diese Zeile entfernen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Rename '{old}' to '{new}'</source>
        <translation>„{old}“ in „{new}“ umbenennen</translation>
    </message>
    <message>
        <source>Required</source>
        <translation>Erforderlich</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation>Anordnung zurücksetzen</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>Wiederholungen</translation>
    </message>
    <message>
        <source>retry in {time}: {why}</source>
        <translation>neuer Versuch in {time}: {why}</translation>
    </message>
    <message>
        <source>reused</source>
        <translation>wiederverwendet</translation>
    </message>
    <message>
        <source>reused · from {time}</source>
        <translation>wiederverwendet · von {time}</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Run the flow to its goals (F5)</source>
        <translation>Den Ablauf bis zu seinen Zielen ausführen (F5)</translation>
    </message>
    <message>
        <source>running {time}</source>
        <translation>läuft {time}</translation>
    </message>
    <message>
        <source>Running: {some} of {all} steps have ended</source>
        <translation>Läuft: {some} von {all} Schritten beendet</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern unter …</translation>
    </message>
    <message>
        <source>Save elsewhere…</source>
        <translation>Woanders speichern …</translation>
    </message>
    <message>
        <source>Save the flow</source>
        <translation>Ablauf speichern</translation>
    </message>
    <message>
        <source>Save the flow first: the new one is put beside its file.</source>
        <translation>Erst den Ablauf speichern: Der neue wird neben seine Datei gelegt.</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Saved '{name}'</source>
        <translation>„{name}“ gespeichert</translation>
    </message>
    <message>
        <source>Saved {names}</source>
        <translation>{names} gespeichert</translation>
    </message>
    <message>
        <source>{saved}, but not what is {held}</source>
        <translation>{saved}, aber nicht, was dasteht: {held}</translation>
    </message>
    <message>
        <source>Search commands or keys</source>
        <translation>Befehle oder Tasten suchen</translation>
    </message>
    <message>
        <source>Search Steps</source>
        <translation>Schritte suchen</translation>
    </message>
    <message>
        <source>Search the kinds of Step</source>
        <translation>Arten von Schritten suchen</translation>
    </message>
    <message>
        <source>Seconds before the first retry</source>
        <translation>Sekunden bis zur ersten Wiederholung</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>Select a step first.</source>
        <translation>Erst einen Schritt auswählen.</translation>
    </message>
    <message>
        <source>Select a step or a wire first.</source>
        <translation>Erst einen Schritt oder eine Leitung auswählen.</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Select in a box</source>
        <translation>Im Rechteck auswählen</translation>
    </message>
    <message>
        <source>Select the steps that belong together, then frame them.</source>
        <translation>Die zusammengehörigen Schritte auswählen, dann rahmen.</translation>
    </message>
    <message>
        <source>Select what feeds it</source>
        <translation>Auswählen, was ihn speist</translation>
    </message>
    <message>
        <source>Select what it feeds</source>
        <translation>Auswählen, was er speist</translation>
    </message>
    <message>
        <source>Select {least} steps or more first.</source>
        <translation>Erst mindestens {least} Schritte auswählen.</translation>
    </message>
    <message>
        <source>Set values</source>
        <translation>Werte setzen</translation>
    </message>
    <message>
        <source>several values</source>
        <translation>verschiedene Werte</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Ganzer Ablauf im Bild</translation>
    </message>
    <message>
        <source>Show less</source>
        <translation>Weniger zeigen</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>Mehr zeigen</translation>
    </message>
    <message>
        <source>Show on the canvas</source>
        <translation>Auf der Zeichenfläche zeigen</translation>
    </message>
    <message>
        <source>Show the selection</source>
        <translation>Auswahl zeigen</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>stands above already</source>
        <translation>steht schon weiter oben</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Steps that can feed '{port}'</source>
        <translation>Schritte, die „{port}“ speisen können</translation>
    </message>
    <message>
        <source>Steps that can take '{port}'</source>
        <translation>Schritte, die „{port}“ nehmen können</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop it and run again</source>
        <translation>Anhalten und neu starten</translation>
    </message>
    <message>
        <source>Stop the run</source>
        <translation>Lauf anhalten</translation>
    </message>
    <message>
        <source>Stop the run (Shift+F5)</source>
        <translation>Den Lauf anhalten (Umschalt+F5)</translation>
    </message>
    <message>
        <source>stopped after {time}</source>
        <translation>angehalten nach {time}</translation>
    </message>
    <message>
        <source>Take ports from the function</source>
        <translation>Anschlüsse übernehmen</translation>
    </message>
    <message>
        <source>Take {count} frames away</source>
        <translation>{count} Rahmen entfernen</translation>
    </message>
    <message>
        <source>Take the frame away</source>
        <translation>Rahmen entfernen</translation>
    </message>
    <message>
        <source>Take them</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>takes {names}</source>
        <translation>nimmt {names}</translation>
    </message>
    <message>
        <source>Text of the note</source>
        <translation>Text der Notiz</translation>
    </message>
    <message>
        <source>The run asks: {title}</source>
        <translation>Der Lauf fragt: {title}</translation>
    </message>
    <message>
        <source>The run failed{took}: {why}</source>
        <translation>Der Lauf ist fehlgeschlagen{took}: {why}</translation>
    </message>
    <message>
        <source>The run was stopped{took}</source>
        <translation>Der Lauf wurde angehalten{took}</translation>
    </message>
    <message>
        <source>The whole flow</source>
        <translation>Der ganze Ablauf</translation>
    </message>
    <message>
        <source>Theme: as the system</source>
        <translation>Farben: wie das System</translation>
    </message>
    <message>
        <source>Theme: dark</source>
        <translation>Farben: dunkel</translation>
    </message>
    <message>
        <source>Theme: light</source>
        <translation>Farben: hell</translation>
    </message>
    <message>
        <source>There is no problem.</source>
        <translation>Es gibt kein Problem.</translation>
    </message>
    <message>
        <source>There is no result to pin yet: run the step first.</source>
        <translation>Noch gibt es kein Ergebnis zum Festhalten: erst den Schritt ausführen.</translation>
    </message>
    <message>
        <source>This cannot be run: {why}.</source>
        <translation>Das kann nicht ausgeführt werden: {why}.</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Title of the frame</source>
        <translation>Titel des Rahmens</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Type a kind of step</source>
        <translation>Art des Schritts tippen</translation>
    </message>
    <message>
        <source>Type a step or an input</source>
        <translation>Schritt oder Eingang tippen</translation>
    </message>
    <message>
        <source>Type an output</source>
        <translation>Ausgang tippen</translation>
    </message>
    <message>
        <source>Type to search</source>
        <translation>Tippen, um zu suchen</translation>
    </message>
    <message>
        <source>Type what you want to do</source>
        <translation>Tippen, was getan werden soll</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Unsaved work that can be recovered</source>
        <translation>Ungespeicherte Arbeit, die wiederhergestellt werden kann</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>value {name}</source>
        <translation>Wert {name}</translation>
    </message>
    <message>
        <source>Values allowed</source>
        <translation>Erlaubte Werte</translation>
    </message>
    <message>
        <source>Values for this run</source>
        <translation>Werte für diesen Lauf</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>Warten</translation>
    </message>
    <message>
        <source>waiting for {names}</source>
        <translation>wartet auf {names}</translation>
    </message>
    <message>
        <source>Walk along wires</source>
        <translation>An Leitungen entlanggehen</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>What can be chosen</source>
        <translation>Was gewählt werden kann</translation>
    </message>
    <message>
        <source>What happened in the run</source>
        <translation>Was im Lauf geschah</translation>
    </message>
    <message>
        <source>What is selected</source>
        <translation>Die Auswahl</translation>
    </message>
    <message>
        <source>What the value is</source>
        <translation>Was der Wert ist</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Mausrad</translation>
    </message>
    <message>
        <source>when</source>
        <translation>Bedingung</translation>
    </message>
    <message>
        <source>When a Goal fails</source>
        <translation>Wenn ein Ziel scheitert</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>With the states of the last run</source>
        <translation>Mit den Zuständen des letzten Laufs</translation>
    </message>
    <message>
        <source>Write on it</source>
        <translation>Beschriften</translation>
    </message>
    <message>
        <source>Writes</source>
        <translation>Schreibt</translation>
    </message>
    <message>
        <source>You have not gone back.</source>
        <translation>Es wurde nicht zurückgegangen.</translation>
    </message>
    <message>
        <source>You have not jumped anywhere yet.</source>
        <translation>Es wurde noch nirgendwohin gesprungen.</translation>
    </message>
    <message>
        <source>Your own keys</source>
        <translation>Eigene Tasten</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Vergrößern, verkleinern</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>{count} more: type on to see them.</source>
        <translation>{count} weitere: weitertippen, um sie zu sehen.</translation>
    </message>
    <message>
        <source>{count} Steps are selected</source>
        <translation>{count} Schritte sind ausgewählt</translation>
    </message>
    <message>
        <source>{current} of {total}</source>
        <translation>{current} von {total}</translation>
    </message>
    <message>
        <source>{keys} already stands for {names}. Taken here, it is gone there.</source>
        <translation>{keys} steht schon für {names}. Hier übernommen, ist es dort weg.</translation>
    </message>
    <message>
        <source>{keys} leads back.</source>
        <translation>{keys} führt zurück.</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} und {count} weitere</translation>
    </message>
    <message>
        <source>{some} of {all} steps</source>
        <translation>{some} von {all} Schritten</translation>
    </message>
    <message>
        <source>{total} found</source>
        <translation>{total} gefunden</translation>
    </message>
    <message>
        <source>{words} of {noun}</source>
        <translation>{words} von {noun}</translation>
    </message>
    <message>
        <source>{words} · read-only</source>
        <translation>{words} · schreibgeschützt</translation>
    </message>
    <message>
        <source>● unsaved</source>
        <translation>● nicht gespeichert</translation>
    </message>
    <message>
        <source>'{step}' is no Goal any more</source>
        <translation>„{step}“ ist kein Ziel mehr</translation>
    </message>
    <message>
        <source>About the kind of the step</source>
        <translation>Über die Art des Schritts</translation>
    </message>
    <message>
        <source>About this kind</source>
        <translation>Über diese Art</translation>
    </message>
    <message>
        <source>Add a Goal</source>
        <translation>Ziel hinzufügen</translation>
    </message>
    <message>
        <source>Add preset</source>
        <translation>Neue Vorgabe</translation>
    </message>
    <message>
        <source>Choose a file for {field}</source>
        <translation>Datei für {field} wählen</translation>
    </message>
    <message>
        <source>Kinds: {names}</source>
        <translation>Arten: {names}</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Vorgaben</translation>
    </message>
    <message>
        <source>Select at most {count} to change what they share.</source>
        <translation>Höchstens {count} auswählen, um zu ändern, was sie gemeinsam haben.</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>all</source>
        <translation>allen</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>default {value}</source>
        <translation>sonst {value}</translation>
    </message>
    <message>
        <source>id of a Step</source>
        <translation>Kennung eines Schritts</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>required</source>
        <translation>erforderlich</translation>
    </message>
    <message>
        <source>such as {example}</source>
        <translation>etwa {example}</translation>
    </message>
    <message>
        <source>{kind} (not available)</source>
        <translation>{kind} (nicht verfügbar)</translation>
    </message>
    <message>
        <source>Add below (Ins)</source>
        <translation>Darunter einfügen (Einfg)</translation>
    </message>
    <message>
        <source>Add inside (Shift+Ins)</source>
        <translation>Darin einfügen (Umschalt+Einfg)</translation>
    </message>
    <message>
        <source>Move up (Alt+Up)</source>
        <translation>Nach oben (Alt+Auf)</translation>
    </message>
    <message>
        <source>Move down (Alt+Down)</source>
        <translation>Nach unten (Alt+Ab)</translation>
    </message>
    <message>
        <source>Remove (Del)</source>
        <translation>Entfernen (Entf)</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>number</source>
        <translation>Zahl</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>wahr oder falsch</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>list</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>object</source>
        <translation>Objekt</translation>
    </message>
    <message>
        <source>Only when</source>
        <translation>Nur wenn</translation>
    </message>
    <message>
        <source>always, or such as amount &gt; 100.0</source>
        <translation>immer, oder etwa amount &gt; 100.0</translation>
    </message>
    <message>
        <source>Wait before the first retry</source>
        <translation>Warten vor der ersten Wiederholung</translation>
    </message>
    <message>
        <source>Wait at most</source>
        <translation>Höchstens warten</translation>
    </message>
    <message>
        <source>Jitter, as a part of the wait</source>
        <translation>Streuung, als Teil der Wartezeit</translation>
    </message>
    <message>
        <source>Time-out of one try</source>
        <translation>Zeitgrenze eines Versuchs</translation>
    </message>
    <message>
        <source>Remember the result</source>
        <translation>Ergebnis merken</translation>
    </message>
    <message>
        <source>Same inputs, same result, across runs</source>
        <translation>Gleiche Eingaben, gleiches Ergebnis, über Läufe hinweg</translation>
    </message>
    <message>
        <source>Undone by</source>
        <translation>Rückgängig durch</translation>
    </message>
    <message>
        <source>May be repeated</source>
        <translation>Darf wiederholt werden</translation>
    </message>
    <message>
        <source>Doing it twice does no harm: a resumed run may do it again</source>
        <translation>Zweimal getan schadet nicht: ein fortgesetzter Lauf darf es wiederholen</translation>
    </message>
    <message>
        <source>Elements at a time</source>
        <translation>Elemente zugleich</translation>
    </message>
    <message>
        <source>Several lists</source>
        <translation>Mehrere Listen</translation>
    </message>
    <message>
        <source>all combinations</source>
        <translation>alle Kombinationen</translation>
    </message>
    <message>
        <source>in pairs</source>
        <translation>paarweise</translation>
    </message>
    <message>
        <source>Worked on by</source>
        <translation>Bearbeitet von</translation>
    </message>
    <message>
        <source>as the kind says</source>
        <translation>wie die Art es sagt</translation>
    </message>
    <message>
        <source>Takes up</source>
        <translation>Beansprucht</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>A disabled Step produces nothing</source>
        <translation>Ein abgeschalteter Schritt liefert nichts</translation>
    </message>
    <message>
        <source>Of several values</source>
        <translation>Bei mehreren Werten</translation>
    </message>
    <message>
        <source>the first that there is</source>
        <translation>der erste, den es gibt</translation>
    </message>
    <message>
        <source>the fastest</source>
        <translation>der schnellste</translation>
    </message>
    <message>
        <source>the last</source>
        <translation>der letzte</translation>
    </message>
    <message>
        <source>a list of those that came</source>
        <translation>eine Liste derer, die kamen</translation>
    </message>
    <message>
        <source>a list of all</source>
        <translation>eine Liste aller</translation>
    </message>
    <message>
        <source>only where there is none</source>
        <translation>nur wo es keinen gibt</translation>
    </message>
    <message>
        <source>Only values that match</source>
        <translation>Nur passende Werte</translation>
    </message>
    <message>
        <source>any, or such as value &gt; 3</source>
        <translation>alle, oder etwa value &gt; 3</translation>
    </message>
    <message>
        <source>as long as it takes</source>
        <translation>so lange es dauert</translation>
    </message>
    <message>
        <source>Once for each element</source>
        <translation>Einmal für jedes Element</translation>
    </message>
    <message>
        <source>The input is a list, and the Step runs once for each element of it</source>
        <translation>Die Eingabe ist eine Liste, und der Schritt läuft einmal für jedes Element</translation>
    </message>
    <message>
        <source>The Step does not start without it</source>
        <translation>Ohne sie beginnt der Schritt nicht</translation>
    </message>
    <message>
        <source>The Step does not fail where it does not give this</source>
        <translation>Der Schritt scheitert nicht, wenn er dies nicht liefert</translation>
    </message>
    <message>
        <source>any</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>not pinned</source>
        <translation>nicht angeheftet</translation>
    </message>
    <message>
        <source>exponential</source>
        <translation>exponentiell</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>linear</translation>
    </message>
    <message>
        <source>fixed</source>
        <translation>gleichbleibend</translation>
    </message>
    <message>
        <source>'{port}' is an output, and a Flow input can only feed an input. Drop the wire without Shift to choose a step.</source>
        <translation>„{port}“ ist ein Ausgang, und eine Eingabe des Ablaufs kann nur einen Eingang speisen. Die Leitung ohne Umschalt loslassen, um einen Schritt zu wählen.</translation>
    </message>
    <message>
        <source>'{port}' reads '{attribute}' already: the two are connected.</source>
        <translation>„{port}“ liest „{attribute}“ schon: die beiden sind verbunden.</translation>
    </message>
    <message>
        <source>'{step}' cannot be the id of a step: use small letters, digits, '-', '_' and '.', begin with a letter or digit, and stay within 64 characters.</source>
        <translation>„{step}“ kann keine Kennung eines Schritts sein: Kleinbuchstaben, Ziffern, „-“, „_“ und „.“ verwenden, mit Buchstabe oder Ziffer beginnen und höchstens 64 Zeichen.</translation>
    </message>
    <message>
        <source>'{step}' has no inputs.</source>
        <translation>„{step}“ hat keine Eingänge.</translation>
    </message>
    <message>
        <source>'{step}' has no outputs.</source>
        <translation>„{step}“ hat keine Ausgänge.</translation>
    </message>
    <message>
        <source>A file to send, from the flow file's folder; {name} stands for an input.</source>
        <translation>Eine Datei, die geschickt wird, vom Ordner der Ablaufdatei aus; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>A preset needs a name. Give it one.</source>
        <translation>Eine Vorgabe braucht einen Namen. Ihr einen geben.</translation>
    </message>
    <message>
        <source>A text to send; {name} stands for an input.</source>
        <translation>Ein Text, der geschickt wird; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>A value to send; a text that is only {name} becomes that input's value.</source>
        <translation>Ein Wert, der geschickt wird; ein Text, der nur {name} ist, wird zum Wert dieses Eingangs.</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Add '{step}'</source>
        <translation>„{step}“ hinzufügen</translation>
    </message>
    <message>
        <source>Add '{step}' and connect it to {port}</source>
        <translation>„{step}“ hinzufügen und mit {port} verbinden</translation>
    </message>
    <message>
        <source>Add a note</source>
        <translation>Notiz hinzufügen</translation>
    </message>
    <message>
        <source>Added to the URL; {name} stands for an input.</source>
        <translation>An die URL gehängt; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>An input is fed by an output, at the right edge of a step.</source>
        <translation>Ein Eingang wird von einem Ausgang gespeist, am rechten Rand eines Schritts.</translation>
    </message>
    <message>
        <source>An output connects to an input, at the left edge of a step.</source>
        <translation>Ein Ausgang wird mit einem Eingang verbunden, am linken Rand eines Schritts.</translation>
    </message>
    <message>
        <source>Ask for yes or no and a comment: the outputs 'approved' and 'comment'.</source>
        <translation>Nach Ja oder Nein und einem Kommentar fragen: die Ausgänge „approved“ und „comment“.</translation>
    </message>
    <message>
        <source>Asks a person for values, or for a yes or no, and waits for the answer.</source>
        <translation>Fragt einen Menschen nach Werten oder nach Ja oder Nein und wartet auf die Antwort.</translation>
    </message>
    <message>
        <source>Bearer token</source>
        <translation>Bearer-Token</translation>
    </message>
    <message>
        <source>Bend {wire}</source>
        <translation>{wire} biegen</translation>
    </message>
    <message>
        <source>CA file</source>
        <translation>CA-Datei</translation>
    </message>
    <message>
        <source>CSV: the character between two cells.</source>
        <translation>CSV: das Zeichen zwischen zwei Zellen.</translation>
    </message>
    <message>
        <source>CSV: the first line holds the names of the columns.</source>
        <translation>CSV: die erste Zeile enthält die Spaltennamen.</translation>
    </message>
    <message>
        <source>CSV: the type of each column by name; others are text.</source>
        <translation>CSV: der Typ jeder Spalte nach Namen; andere sind Text.</translation>
    </message>
    <message>
        <source>Calls a function of a Python module beside the flow file.</source>
        <translation>Ruft eine Funktion eines Python-Moduls neben der Ablaufdatei auf.</translation>
    </message>
    <message>
        <source>Certificate (PEM) that proves who we are.</source>
        <translation>Zertifikat (PEM), das beweist, wer wir sind.</translation>
    </message>
    <message>
        <source>Certificates (PEM) to trust in place of the system's.</source>
        <translation>Zertifikate (PEM), denen statt denen des Systems vertraut wird.</translation>
    </message>
    <message>
        <source>Client certificate</source>
        <translation>Client-Zertifikat</translation>
    </message>
    <message>
        <source>Client key</source>
        <translation>Client-Schlüssel</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Connect {what}</source>
        <translation>{what} verbinden</translation>
    </message>
    <message>
        <source>Cut {what}</source>
        <translation>{what} trennen</translation>
    </message>
    <message>
        <source>Defaults</source>
        <translation>Vorgabewerte</translation>
    </message>
    <message>
        <source>Delete note</source>
        <translation>Notiz löschen</translation>
    </message>
    <message>
        <source>Delete {what}</source>
        <translation>{what} löschen</translation>
    </message>
    <message>
        <source>Delete {what} and heal</source>
        <translation>{what} löschen und überbrücken</translation>
    </message>
    <message>
        <source>Delimiter</source>
        <translation>Trennzeichen</translation>
    </message>
    <message>
        <source>Disable {what}</source>
        <translation>{what} abschalten</translation>
    </message>
    <message>
        <source>Dot {number} of {wire}</source>
        <translation>Punkt {number} von {wire}</translation>
    </message>
    <message>
        <source>Duplicate {what}</source>
        <translation>{what} duplizieren</translation>
    </message>
    <message>
        <source>Enable {what}</source>
        <translation>{what} einschalten</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>Kodierung</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Expressions</source>
        <translation>Ausdrücke</translation>
    </message>
    <message>
        <source>Failures that may pass; lost connections and time-outs always count as such.</source>
        <translation>Fehler, die vorbeigehen können; verlorene Verbindungen und Zeitüberschreitungen zählen immer dazu.</translation>
    </message>
    <message>
        <source>Fields to send; {name} stands for an input.</source>
        <translation>Felder, die geschickt werden; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>File body</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Flow file</source>
        <translation>Ablaufdatei</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Form body</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>Frame the selection</source>
        <translation>Auswahl umrahmen</translation>
    </message>
    <message>
        <source>From the flow file's folder, or absolute; {name} stands for an input.</source>
        <translation>Vom Ordner der Ablaufdatei aus oder absolut; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>Function</source>
        <translation>Funktion</translation>
    </message>
    <message>
        <source>Gives fixed values, or works values out from its inputs by expressions.</source>
        <translation>Gibt feste Werte oder errechnet Werte aus seinen Eingängen mit Ausdrücken.</translation>
    </message>
    <message>
        <source>Goal reached: {step}</source>
        <translation>Ziel erreicht: {step}</translation>
    </message>
    <message>
        <source>Good exit statuses</source>
        <translation>Gute Exit-Codes</translation>
    </message>
    <message>
        <source>Good statuses</source>
        <translation>Gute Statuscodes</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>Kopfzeile</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Kopfzeilen</translation>
    </message>
    <message>
        <source>How long to wait. Left out, the input 'seconds' says it, or a time does.</source>
        <translation>Wie lange gewartet wird. Leer: der Eingang „seconds“ sagt es oder eine Zeit.</translation>
    </message>
    <message>
        <source>How many are followed; 0 for none.</source>
        <translation>Wie vielen gefolgt wird; 0 für keine.</translation>
    </message>
    <message>
        <source>How the text is kept as bytes.</source>
        <translation>Wie der Text als Bytes abgelegt ist.</translation>
    </message>
    <message>
        <source>Input '{port}'</source>
        <translation>Eingang „{port}“</translation>
    </message>
    <message>
        <source>Input text</source>
        <translation>Eingabetext</translation>
    </message>
    <message>
        <source>Insert '{step}' into {wire}</source>
        <translation>„{step}“ in {wire} einfügen</translation>
    </message>
    <message>
        <source>Isolate</source>
        <translation>Abschotten</translation>
    </message>
    <message>
        <source>Its private key, where that is in a file of its own.</source>
        <translation>Sein privater Schlüssel, wenn er in einer eigenen Datei ist.</translation>
    </message>
    <message>
        <source>JSON body</source>
        <translation>JSON-Rumpf</translation>
    </message>
    <message>
        <source>Lay out {what}</source>
        <translation>{what} auslegen</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>MODULE:FUNCTION; the module is looked for beside the flow file first.</source>
        <translation>MODUL:FUNKTION; das Modul wird zuerst neben der Ablaufdatei gesucht.</translation>
    </message>
    <message>
        <source>Make folders</source>
        <translation>Ordner anlegen</translation>
    </message>
    <message>
        <source>Make the folders above the file where they are missing.</source>
        <translation>Fehlende Ordner über der Datei anlegen.</translation>
    </message>
    <message>
        <source>Make {port} a Flow input</source>
        <translation>{port} zur Eingabe des Ablaufs machen</translation>
    </message>
    <message>
        <source>Make {what} the only Goal</source>
        <translation>{what} zum einzigen Ziel machen</translation>
    </message>
    <message>
        <source>Make {what} the only Goals</source>
        <translation>{what} zu den einzigen Zielen machen</translation>
    </message>
    <message>
        <source>Mark {what} as Goal</source>
        <translation>{what} als Ziel setzen</translation>
    </message>
    <message>
        <source>Megabytes of an answer, at most.</source>
        <translation>Megabyte einer Antwort, höchstens.</translation>
    </message>
    <message>
        <source>Memory limit (MB)</source>
        <translation>Speichergrenze (MB)</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mitteilung</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Move the wires of {old} to {new}</source>
        <translation>Leitungen von {old} nach {new} umstecken</translation>
    </message>
    <message>
        <source>Move {what}</source>
        <translation>{what} verschieben</translation>
    </message>
    <message>
        <source>Name for basic authentication; {name} is an input.</source>
        <translation>Name für Basic Authentication; {name} ist ein Eingang.</translation>
    </message>
    <message>
        <source>Name of the step</source>
        <translation>Name des Schritts</translation>
    </message>
    <message>
        <source>Next port</source>
        <translation>Nächster Anschluss</translation>
    </message>
    <message>
        <source>Nothing can lie infinitely far away. Put it elsewhere.</source>
        <translation>Nichts kann unendlich weit weg liegen. Woanders hinlegen.</translation>
    </message>
    <message>
        <source>Nothing near fits '{port}'.</source>
        <translation>In der Nähe passt nichts zu „{port}“.</translation>
    </message>
    <message>
        <source>On no</source>
        <translation>Bei Nein</translation>
    </message>
    <message>
        <source>Others fail the step.</source>
        <translation>Bei anderen schlägt der Schritt fehl.</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Output '{port}'</source>
        <translation>Ausgang „{port}“</translation>
    </message>
    <message>
        <source>Outputs with a fixed value, by name.</source>
        <translation>Ausgänge mit festem Wert, nach Namen.</translation>
    </message>
    <message>
        <source>Outputs worked out from the inputs, by name, each a CEL expression.</source>
        <translation>Ausgänge, die aus den Eingängen errechnet werden, nach Namen, jeder ein CEL-Ausdruck.</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Pin {what}</source>
        <translation>{what} festhalten</translation>
    </message>
    <message>
        <source>Previous port</source>
        <translation>Voriger Anschluss</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>Abfrage</translation>
    </message>
    <message>
        <source>Reading '{name}'…</source>
        <translation>„{name}“ wird gelesen …</translation>
    </message>
    <message>
        <source>Reads, writes or extends a file of text, JSON or CSV.</source>
        <translation>Liest, schreibt oder ergänzt eine Datei mit Text, JSON oder CSV.</translation>
    </message>
    <message>
        <source>Redirects</source>
        <translation>Weiterleitungen</translation>
    </message>
    <message>
        <source>Resize {what}</source>
        <translation>Größe ändern: {what}</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Run it in a process of its own, which Stop and time limits end for real.</source>
        <translation>In einem eigenen Prozess ausführen, den Stopp und Zeitgrenzen wirklich beenden.</translation>
    </message>
    <message>
        <source>Runs a program and takes what it prints, as text or JSON.</source>
        <translation>Startet ein Programm und nimmt, was es ausgibt, als Text oder JSON.</translation>
    </message>
    <message>
        <source>Runs another flow, or other goals of this one, as one step.</source>
        <translation>Führt einen anderen Ablauf oder andere Ziele dieses Ablaufs als einen Schritt aus.</translation>
    </message>
    <message>
        <source>Save to</source>
        <translation>Speichern unter</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>Seconds of silence after which it is given up.</source>
        <translation>Sekunden Stille, nach denen aufgegeben wird.</translation>
    </message>
    <message>
        <source>Seconds until there must be a connection.</source>
        <translation>Sekunden, bis eine Verbindung da sein muss.</translation>
    </message>
    <message>
        <source>Select a step that has ports first.</source>
        <translation>Zuerst einen Schritt mit Anschlüssen auswählen.</translation>
    </message>
    <message>
        <source>Select the steps first that are to become a Flow of their own.</source>
        <translation>Zuerst die Schritte auswählen, die ein eigener Ablauf werden sollen.</translation>
    </message>
    <message>
        <source>Sends a request to a web server and takes its answer as JSON, text or a file.</source>
        <translation>Schickt eine Anfrage an einen Webserver und nimmt die Antwort als JSON, Text oder Datei.</translation>
    </message>
    <message>
        <source>Statuses worth a retry</source>
        <translation>Statuscodes für einen neuen Versuch</translation>
    </message>
    <message>
        <source>Step '{step}' failed: {why}</source>
        <translation>Schritt „{step}“ ist fehlgeschlagen: {why}</translation>
    </message>
    <message>
        <source>Step '{step}' writes '{name}' already. Choose another name.</source>
        <translation>Schritt „{step}“ schreibt „{name}“ schon. Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>Straighten a wire</source>
        <translation>Leitung gerade ziehen</translation>
    </message>
    <message>
        <source>Such as 200 or 2xx; all others fail the step.</source>
        <translation>Etwa 200 oder 2xx; bei allen anderen schlägt der Schritt fehl.</translation>
    </message>
    <message>
        <source>Mouse wheel scrolls</source>
        <translation>Mausrad verschiebt die Ansicht</translation>
    </message>
    <message>
        <source>Tab moves the focus</source>
        <translation>Tab bewegt den Fokus</translation>
    </message>
    <message>
        <source>Text as it is, a JSON value, or a CSV table as a list of objects.</source>
        <translation>Text wie er ist, ein JSON-Wert oder eine CSV-Tabelle als Liste von Objekten.</translation>
    </message>
    <message>
        <source>Text body</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Text for the program's stdin; {name} stands for an input.</source>
        <translation>Text für die Standardeingabe; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>The clipboard holds a Flow without steps. Copy steps of a Flow first.</source>
        <translation>In der Zwischenablage ist ein Ablauf ohne Schritte. Zuerst Schritte eines Ablaufs kopieren.</translation>
    </message>
    <message>
        <source>The clipboard holds no steps that could be pasted: {why} Copy steps of a Flow first.</source>
        <translation>In der Zwischenablage sind keine Schritte, die eingefügt werden könnten: {why} Zuerst Schritte eines Ablaufs kopieren.</translation>
    </message>
    <message>
        <source>The file of the flow to run; left out, this same file.</source>
        <translation>Die Datei des Ablaufs; leer: diese Datei.</translation>
    </message>
    <message>
        <source>The file that takes the answer; {name} stands for an input.</source>
        <translation>Die Datei für die Antwort; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>The program and its arguments; {name} stands for an input, {work} for a folder of the run. Not a shell line.</source>
        <translation>Das Programm und seine Argumente; {name} steht für einen Eingang, {work} für einen Ordner des Laufs. Keine Shell-Zeile.</translation>
    </message>
    <message>
        <source>The steps to reach in it; left out, its own goals.</source>
        <translation>Die Schritte, die darin zu erreichen sind; leer: seine eigenen Ziele.</translation>
    </message>
    <message>
        <source>There is a Flow input '{name}' already. Choose another name.</source>
        <translation>Es gibt schon eine Eingabe „{name}“. Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>There is a step '{step}' already. Choose another id.</source>
        <translation>Es gibt schon einen Schritt „{step}“. Eine andere Kennung wählen.</translation>
    </message>
    <message>
        <source>There is an input '{name}' already. Choose another name.</source>
        <translation>Es gibt schon einen Eingang „{name}“. Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>There is an output '{name}' already. Choose another name.</source>
        <translation>Es gibt schon einen Ausgang „{name}“. Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>There is no step '{step}' in this Flow.</source>
        <translation>Es gibt keinen Schritt „{step}“ in diesem Ablauf.</translation>
    </message>
    <message>
        <source>Time to answer</source>
        <translation>Zeit zum Antworten</translation>
    </message>
    <message>
        <source>Time to connect</source>
        <translation>Zeit zum Verbinden</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>Unmark {what} as Goal</source>
        <translation>{what} nicht mehr als Ziel setzen</translation>
    </message>
    <message>
        <source>Unpin {what}</source>
        <translation>{what} nicht mehr festhalten</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>Unbenannt</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Variables beside those of Backcast itself; {name} stands for an input.</source>
        <translation>Variablen neben denen von Backcast selbst; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Wait until this time; without a time zone it is this machine's local time.</source>
        <translation>Bis zu dieser Zeit warten; ohne Zeitzone ist es die Ortszeit dieses Rechners.</translation>
    </message>
    <message>
        <source>Waits for some seconds, or until a time.</source>
        <translation>Wartet einige Sekunden oder bis zu einer Zeit.</translation>
    </message>
    <message>
        <source>What a process of its own may take beyond what Python itself needs.</source>
        <translation>Was ein eigener Prozess über das hinaus nehmen darf, was Python selbst braucht.</translation>
    </message>
    <message>
        <source>What an output is where nothing is answered, by name; {name} alone stands for the value of an input.</source>
        <translation>Was ein Ausgang ist, wenn nichts geantwortet wird, nach Namen; {name} allein steht für den Wert eines Eingangs.</translation>
    </message>
    <message>
        <source>What is asked, in a few words; {name} stands for an input. Left out, it is the step's id.</source>
        <translation>Was gefragt wird, in wenigen Worten; {name} steht für einen Eingang. Leer: die Kennung des Schritts.</translation>
    </message>
    <message>
        <source>What the answer holds, or where it goes.</source>
        <translation>Was die Antwort enthält oder wohin sie geht.</translation>
    </message>
    <message>
        <source>What the program's stdout holds.</source>
        <translation>Was die Standardausgabe enthält.</translation>
    </message>
    <message>
        <source>What the request asks for.</source>
        <translation>Was die Anfrage will.</translation>
    </message>
    <message>
        <source>What whoever answers has to know; {name} stands for an input.</source>
        <translation>Was wissen muss, wer antwortet; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>Where it runs; left out, the flow file's folder. {work} is the run's own.</source>
        <translation>Wo es läuft; leer: der Ordner der Ablaufdatei. {work} ist der des Laufs.</translation>
    </message>
    <message>
        <source>Whether a no fails the step, or goes on with 'approved' false.</source>
        <translation>Ob der Schritt bei Nein fehlschlägt oder mit „approved“ gleich false weitergeht.</translation>
    </message>
    <message>
        <source>Whether the server must prove who it is. Leave it on.</source>
        <translation>Ob der Server beweisen muss, wer er ist. Eingeschaltet lassen.</translation>
    </message>
    <message>
        <source>Write the note</source>
        <translation>Notiz schreiben</translation>
    </message>
    <message>
        <source>Write the title</source>
        <translation>Titel schreiben</translation>
    </message>
    <message>
        <source>Write {name} of an input of format 'secret', not the password itself.</source>
        <translation>{name} eines Eingangs mit Format „secret“ schreiben, nicht das Passwort selbst.</translation>
    </message>
    <message>
        <source>Write {name} of an input of format 'secret', not the token itself.</source>
        <translation>{name} eines Eingangs mit Format „secret“ schreiben, nicht das Token selbst.</translation>
    </message>
    <message>
        <source>Writing replaces the whole file; appending adds at its end.</source>
        <translation>Schreiben ersetzt die ganze Datei; Anhängen ergänzt am Ende.</translation>
    </message>
    <message>
        <source>a bend of a wire</source>
        <translation>eine Biegung einer Leitung</translation>
    </message>
    <message>
        <source>frame</source>
        <translation>Rahmen</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>{count} bends of wires</source>
        <translation>{count} Biegungen von Leitungen</translation>
    </message>
    <message>
        <source>{count} frames and notes</source>
        <translation>{count} Rahmen und Notizen</translation>
    </message>
    <message>
        <source>{count} steps</source>
        <translation>{count} Schritte</translation>
    </message>
    <message>
        <source>{count} wires</source>
        <translation>{count} Leitungen</translation>
    </message>
    <message>
        <source>{end} · Enter: draw a wire</source>
        <translation>{end} · Eingabetaste: Leitung ziehen</translation>
    </message>
    <message>
        <source>{end} · arrows: another port · Enter: connect · Esc: cancel</source>
        <translation>{end} · Pfeile: anderer Anschluss · Eingabetaste: verbinden · Esc: abbrechen</translation>
    </message>
    <message>
        <source>{keys} begins keys of two strokes: press the second.</source>
        <translation>{keys} beginnt Tasten aus zwei Anschlägen: den zweiten drücken.</translation>
    </message>
    <message>
        <source>{name} stands for an input and is encoded; at the beginning it is taken as it is.</source>
        <translation>{name} steht für einen Eingang und wird kodiert; am Anfang wird es genommen, wie es ist.</translation>
    </message>
    <message>
        <source>{name} stands for an input.</source>
        <translation>{name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>'{step}' does not fit into {wire}: it has no input that takes {type}.</source>
        <translation>„{step}“ passt nicht in {wire}: Kein Eingang nimmt {type} an.</translation>
    </message>
    <message>
        <source>'{step}' does not fit into {wire}: it has no output that gives {type}.</source>
        <translation>„{step}“ passt nicht in {wire}: Kein Ausgang liefert {type}.</translation>
    </message>
    <message>
        <source>'{step}' is wired already: cut its wires to insert it here.</source>
        <translation>„{step}“ ist schon verbunden: Seine Leitungen trennen, um es hier einzufügen.</translation>
    </message>
    <message>
        <source>The card of the Flow inputs stays: take away its inputs in the inspector.</source>
        <translation>Die Karte der Eingaben des Ablaufs bleibt: Ihre Eingaben im Inspektor entfernen.</translation>
    </message>
    <message>
        <source>A flow has one card of Flow inputs: it cannot be duplicated.</source>
        <translation>Ein Ablauf hat nur eine Karte seiner Eingaben: Sie lässt sich nicht verdoppeln.</translation>
    </message>
    <message>
        <source>{ports} could not be joined: nothing that fed what is gone fits there.</source>
        <translation>{ports} ließ sich nicht verbinden: nichts, was das Gelöschte speiste, passt dort.</translation>
    </message>
    <message>
        <source>{source} gives {given}, and '{port}' takes {taken}. Change one of the two types, or choose another port.</source>
        <translation>{source} gibt {given}, und „{port}“ nimmt {taken}. Einen der beiden Typen ändern oder einen anderen Anschluss wählen.</translation>
    </message>
    <message>
        <source>e.g. {value}</source>
        <translation>z. B. {value}</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>nicht gesetzt</translation>
    </message>
    <message>
        <source>default: {value}</source>
        <translation>Vorgabe: {value}</translation>
    </message>
    <message>
        <source>Run log</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>or</source>
        <translation>oder</translation>
    </message>
    <message>
        <source>started</source>
        <translation>begonnen</translation>
    </message>
    <message>
        <source>asks</source>
        <translation>fragt</translation>
    </message>
    <message>
        <source>undoing</source>
        <translation>macht rückgängig</translation>
    </message>
    <message>
        <source>undone</source>
        <translation>rückgängig gemacht</translation>
    </message>
    <message>
        <source>try {number} failed: {why}; again in {time} s</source>
        <translation>Versuch {number} fehlgeschlagen: {why}; erneut in {time} s</translation>
    </message>
    <message>
        <source>The run is paused: nothing new begins.</source>
        <translation>Der Lauf ist angehalten: Nichts Neues beginnt.</translation>
    </message>
    <message>
        <source>The run goes on, {time} after it was cut off.</source>
        <translation>Der Lauf geht weiter, {time} nachdem er abgebrochen ist.</translation>
    </message>
    <message>
        <source>The run goes on.</source>
        <translation>Der Lauf geht weiter.</translation>
    </message>
    <message>
        <source>element {item} failed: {why}</source>
        <translation>Element {item} fehlgeschlagen: {why}</translation>
    </message>
    <message>
        <source>could not be undone: {why}</source>
        <translation>konnte nicht rückgängig gemacht werden: {why}</translation>
    </message>
    <message>
        <source>answered with no</source>
        <translation>mit Nein beantwortet</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>beantwortet</translation>
    </message>
    <message>
        <source>element {item}: {words}</source>
        <translation>Element {item}: {words}</translation>
    </message>
    <message>
        <source>completed at try {number}</source>
        <translation>erledigt beim {number}. Versuch</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>reused, from {time}</source>
        <translation>wiederverwendet, von {time}</translation>
    </message>
    <message>
        <source>failed: {why}</source>
        <translation>fehlgeschlagen: {why}</translation>
    </message>
    <message>
        <source>skipped: {why}</source>
        <translation>übersprungen: {why}</translation>
    </message>
    <message>
        <source>cancelled: {why}</source>
        <translation>abgebrochen: {why}</translation>
    </message>
    <message>
        <source>The run is completed.</source>
        <translation>Der Lauf ist abgeschlossen.</translation>
    </message>
    <message>
        <source>The run failed: {why}</source>
        <translation>Der Lauf ist fehlgeschlagen: {why}</translation>
    </message>
    <message>
        <source>The run was stopped.</source>
        <translation>Der Lauf wurde gestoppt.</translation>
    </message>
    <message>
        <source>1 Step</source>
        <translation>1 Schritt</translation>
    </message>
    <message>
        <source>{count} Steps</source>
        <translation>{count} Schritte</translation>
    </message>
    <message>
        <source>Its flow began: {steps}</source>
        <translation>Sein Ablauf hat begonnen: {steps}</translation>
    </message>
    <message>
        <source>The run began: {steps}</source>
        <translation>Der Lauf hat begonnen: {steps}</translation>
    </message>
    <message>
        <source>{began} to reach {goals}.</source>
        <translation>{began}, um {goals} zu erreichen.</translation>
    </message>
    <message>
        <source>; did you mean '{close}'?</source>
        <translation>; war „{close}“ gemeint?</translation>
    </message>
    <message>
        <source>the flow has no goal</source>
        <translation>der Ablauf hat kein Ziel</translation>
    </message>
    <message>
        <source>Mark the step whose outcome you want.</source>
        <translation>Den Schritt markieren, dessen Ergebnis gewünscht ist.</translation>
    </message>
    <message>
        <source>the flow has no goal: mark the step whose outcome you want</source>
        <translation>der Ablauf hat kein Ziel: den Schritt markieren, dessen Ergebnis gewünscht ist</translation>
    </message>
    <message>
        <source>there is no step '{step}' to be a goal</source>
        <translation>es gibt keinen Schritt „{step}“, der Ziel sein könnte</translation>
    </message>
    <message>
        <source>goal '{goal}' is disabled</source>
        <translation>Ziel „{goal}“ ist abgeschaltet</translation>
    </message>
    <message>
        <source>Enable the step, or choose another goal.</source>
        <translation>Den Schritt einschalten oder ein anderes Ziel wählen.</translation>
    </message>
    <message>
        <source>goal '{goal}' is disabled: enable the step, or choose another goal</source>
        <translation>Ziel „{goal}“ ist abgeschaltet: den Schritt einschalten oder ein anderes Ziel wählen</translation>
    </message>
    <message>
        <source>goal '{goal}' is blocked: {why}</source>
        <translation>Ziel „{goal}“ ist blockiert: {why}</translation>
    </message>
    <message>
        <source>goal '{goal}' cannot be reached: '{port}' needs step '{step}', which is blocked</source>
        <translation>Ziel „{goal}“ ist nicht erreichbar: „{port}“ braucht Schritt „{step}“, der blockiert ist</translation>
    </message>
    <message>
        <source>'{source}' gives {given}, and '{target}' takes {taken}</source>
        <translation>„{source}“ gibt {given}, und „{target}“ nimmt {taken}</translation>
    </message>
    <message>
        <source>Change one of the types, or cut the wire.</source>
        <translation>Einen der Typen ändern oder die Leitung durchtrennen.</translation>
    </message>
    <message>
        <source>'match' of '{port}' is no gate, since the input is optional</source>
        <translation>„match“ von „{port}“ ist kein Tor, da der Eingang optional ist</translation>
    </message>
    <message>
        <source>The step runs without the values that do not match; make the input required, without a default, if it is to be skipped.</source>
        <translation>Der Schritt läuft ohne die Werte, die nicht passen; soll er übersprungen werden, den Eingang zur Pflicht machen, ohne Vorgabewert.</translation>
    </message>
    <message>
        <source>'deadline' of '{port}' limits nothing, since the step waits for that input</source>
        <translation>„deadline“ von „{port}“ begrenzt nichts, da der Schritt auf diesen Eingang wartet</translation>
    </message>
    <message>
        <source>Make the input optional, or give it a default, to go on without it.</source>
        <translation>Den Eingang optional machen oder ihm einen Vorgabewert geben, um ohne ihn weiterzumachen.</translation>
    </message>
    <message>
        <source>no step of the flow that '{step}' runs reads '{name}'</source>
        <translation>kein Schritt des Ablaufs, den „{step}“ ausführt, liest „{name}“</translation>
    </message>
    <message>
        <source>'{secret}' is a secret, and the flow input '{plain}' is not</source>
        <translation>„{secret}“ ist geheim, und die Eingabe „{plain}“ ist es nicht</translation>
    </message>
    <message>
        <source>the flow input '{secret}' is a secret, and '{plain}' is not</source>
        <translation>die Eingabe „{secret}“ ist geheim, und „{plain}“ ist es nicht</translation>
    </message>
    <message>
        <source>Give both the format 'secret', or neither.</source>
        <translation>Beiden das Format „secret“ geben oder keinem.</translation>
    </message>
    <message>
        <source>a flow would run inside itself: {path}</source>
        <translation>ein Ablauf würde sich selbst enthalten: {path}</translation>
    </message>
    <message>
        <source>steps wait for each other: {path}</source>
        <translation>Schritte warten aufeinander: {path}</translation>
    </message>
    <message>
        <source>The goals can be planned without this cycle.</source>
        <translation>Die Ziele lassen sich ohne diesen Kreis planen.</translation>
    </message>
    <message>
        <source>'{port}' reads '{name}', which nothing gives; there is '{close}'</source>
        <translation>„{port}“ liest „{name}“, was nichts liefert; es gibt „{close}“</translation>
    </message>
    <message>
        <source>If that is meant, let it read '{close}'; else give '{name}' when you run.</source>
        <translation>Ist das gemeint, dort „{close}“ lesen lassen; sonst „{name}“ beim Ausführen angeben.</translation>
    </message>
    <message>
        <source>no step reads the flow input '{name}'</source>
        <translation>kein Schritt liest die Eingabe „{name}“</translation>
    </message>
    <message>
        <source>unknown kind '{kind}'</source>
        <translation>unbekannte Art „{kind}“</translation>
    </message>
    <message>
        <source>unknown key '{key}'</source>
        <translation>unbekannter Schlüssel „{key}“</translation>
    </message>
    <message>
        <source>the key '{key}' is missing</source>
        <translation>der Schlüssel „{key}“ fehlt</translation>
    </message>
    <message>
        <source>nothing says what '{name}' is</source>
        <translation>nichts sagt, was „{name}“ ist</translation>
    </message>
    <message>
        <source>Add it to the values or to the expressions, or delete the output.</source>
        <translation>Zu den Werten oder Ausdrücken hinzufügen oder den Ausgang löschen.</translation>
    </message>
    <message>
        <source>module '{module}' was not found in {folder} or among the installed packages</source>
        <translation>Modul „{module}“ wurde weder in {folder} noch unter den installierten Paketen gefunden</translation>
    </message>
    <message>
        <source>Did you mean '{close}'?</source>
        <translation>War „{close}“ gemeint?</translation>
    </message>
    <message>
        <source>the flow file '{file}' cannot be read: {why}</source>
        <translation>die Ablaufdatei „{file}“ ist nicht lesbar: {why}</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>es gibt keine solche Datei</translation>
    </message>
    <message>
        <source>'{name}' was given for {place}: {why}</source>
        <translation>„{name}“ wurde für {place} angegeben: {why}</translation>
    </message>
    <message>
        <source>'{name}' was given: {why}</source>
        <translation>„{name}“ wurde angegeben: {why}</translation>
    </message>
    <message>
        <source>'{name}' of preset '{preset}': {why}</source>
        <translation>„{name}“ der Vorgabe „{preset}“: {why}</translation>
    </message>
    <message>
        <source>'when' of step '{step}': {why}</source>
        <translation>„Nur wenn“ von Schritt „{step}“: {why}</translation>
    </message>
    <message>
        <source>'when': {why}</source>
        <translation>„Nur wenn“: {why}</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>arrived</source>
        <translation>angekommen</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>festgehalten</translation>
    </message>
    <message>
        <source>goal</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>inputs</source>
        <translation>Eingänge</translation>
    </message>
    <message>
        <source>outputs</source>
        <translation>Ausgänge</translation>
    </message>
    <message>
        <source>~{time} left</source>
        <translation>noch etwa {time}</translation>
    </message>
    <message>
        <source>{steps} steps, {goals} goals</source>
        <translation>{steps} Schritte, {goals} Ziele</translation>
    </message>
    <message>
        <source>There is no text on the clipboard. Copy steps of a Flow first.</source>
        <translation>In der Zwischenablage ist kein Text. Zuerst Schritte eines Ablaufs kopieren.</translation>
    </message>
    <message>
        <source>What is on the clipboard is newer: {why}. Use a newer Backcast.</source>
        <translation>Was in der Zwischenablage liegt, ist neuer: {why}. Ein neueres Backcast verwenden.</translation>
    </message>
    <message>
        <source>'{name}' is a Python file, and no flow. The functions of those beside the flow are in the list of steps on the left; 'Where functions come from…' adds other folders.</source>
        <translation>„{name}“ ist eine Python-Datei und kein Ablauf. Die Funktionen derer neben dem Ablauf stehen links in der Liste der Schritte; „Woher Funktionen kommen…“ nimmt weitere Ordner dazu.</translation>
    </message>
    <message>
        <source>Nothing was saved of what is {held}.</source>
        <translation>Nichts gespeichert von dem, was dasteht: {held}.</translation>
    </message>
    <message>
        <source>There is nothing to save: every file is as it is shown.</source>
        <translation>Es gibt nichts zu speichern: Jede Datei ist so, wie sie gezeigt wird.</translation>
    </message>
    <message>
        <source>What is on the clipboard are no steps. Copy steps of a Flow first.</source>
        <translation>Was in der Zwischenablage ist, sind keine Schritte. Zuerst Schritte eines Ablaufs kopieren.</translation>
    </message>
    <message>
        <source>default of '{port}': {why}</source>
        <translation>Vorgabewert von „{port}“: {why}</translation>
    </message>
    <message>
        <source>example of '{port}': {why}</source>
        <translation>Beispiel von „{port}“: {why}</translation>
    </message>
    <message>
        <source>value of '{port}': {why}</source>
        <translation>Wert von „{port}“: {why}</translation>
    </message>
    <message>
        <source>expected {type}, got {value}</source>
        <translation>erwartet: {type}, erhalten: {value}</translation>
    </message>
    <message>
        <source>'{name}' is {value}; expected one of {values}</source>
        <translation>„{name}“ ist {value}; erwartet: eines von {values}</translation>
    </message>
    <message>
        <source>'{name}' is {value}; expected a number</source>
        <translation>„{name}“ ist {value}; erwartet: eine Zahl</translation>
    </message>
    <message>
        <source>'{name}' is {value}; expected {type}</source>
        <translation>„{name}“ ist {value}; erwartet: {type}</translation>
    </message>
    <message>
        <source>the step is disabled</source>
        <translation>der Schritt ist abgeschaltet</translation>
    </message>
    <message>
        <source>not needed for goal {goals}</source>
        <translation>nicht nötig für Ziel {goals}</translation>
    </message>
    <message>
        <source>not needed for any goal</source>
        <translation>für kein Ziel nötig</translation>
    </message>
    <message>
        <source>{names} was already given</source>
        <translation>{names} wurde schon angegeben</translation>
    </message>
    <message>
        <source>{names} were already given</source>
        <translation>{names} wurden schon angegeben</translation>
    </message>
    <message>
        <source>{names} is pinned</source>
        <translation>{names} ist festgehalten</translation>
    </message>
    <message>
        <source>{names} are pinned</source>
        <translation>{names} sind festgehalten</translation>
    </message>
    <message>
        <source>nothing gives {names}</source>
        <translation>nichts liefert {names}</translation>
    </message>
    <message>
        <source>it waits for itself</source>
        <translation>er wartet auf sich selbst</translation>
    </message>
    <message>
        <source>input '{name}' waits for no value, and {names} is already there</source>
        <translation>Eingang „{name}“ wartet darauf, dass nichts kommt, und {names} ist schon da</translation>
    </message>
    <message>
        <source>input '{name}' waits for no value, and {names} are already there</source>
        <translation>Eingang „{name}“ wartet darauf, dass nichts kommt, und {names} sind schon da</translation>
    </message>
    <message>
        <source>input '{name}' waits for no value, and it is pinned to a value</source>
        <translation>Eingang „{name}“ wartet darauf, dass nichts kommt, und hat einen festgehaltenen Wert</translation>
    </message>
    <message>
        <source>no value can come that the gate at input '{name}' lets in</source>
        <translation>es kann kein Wert kommen, den das Tor an Eingang „{name}“ durchlässt</translation>
    </message>
    <message>
        <source>it needs what only step '{step}' could bring about</source>
        <translation>er braucht, was nur Schritt „{step}“ bewirken könnte</translation>
    </message>
    <message>
        <source>no longer needed</source>
        <translation>nicht mehr nötig</translation>
    </message>
    <message>
        <source>lists may make at most {most} combinations, and these make more: {lists}; make them shorter, or combine them as 'zip'</source>
        <translation>Listen dürfen höchstens {most} Kombinationen ergeben, und diese ergeben mehr: {lists}; sie kürzer machen oder als „zip“ verbinden</translation>
    </message>
    <message>
        <source>goal {goals} can no longer be reached</source>
        <translation>Ziel {goals} ist nicht mehr erreichbar</translation>
    </message>
    <message>
        <source>the run stops because goal '{goal}' failed</source>
        <translation>der Lauf hält an, weil Ziel „{goal}“ fehlgeschlagen ist</translation>
    </message>
    <message>
        <source>its condition is not met: {condition}</source>
        <translation>seine Bedingung ist nicht erfüllt: {condition}</translation>
    </message>
    <message>
        <source>the gate at input {names} stays shut</source>
        <translation>das Tor an Eingang {names} bleibt zu</translation>
    </message>
    <message>
        <source>the gate at inputs {names} stays shut</source>
        <translation>das Tor an den Eingängen {names} bleibt zu</translation>
    </message>
    <message>
        <source>another step was faster</source>
        <translation>ein anderer Schritt war schneller</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>gestoppt</translation>
    </message>
    <message>
        <source>the run took longer than {seconds} s, and step '{step}' held up the program, which was left</source>
        <translation>der Lauf dauerte länger als {seconds} s, und Schritt „{step}“ hielt das Programm auf, das verlassen wurde</translation>
    </message>
    <message>
        <source>the run took longer than {seconds} s, and something in it held up the program, which was left</source>
        <translation>der Lauf dauerte länger als {seconds} s, und etwas darin hielt das Programm auf, das verlassen wurde</translation>
    </message>
    <message>
        <source>the program was left, since step '{step}' held it up past its timeout</source>
        <translation>das Programm wurde verlassen, denn Schritt „{step}“ hielt es über sein Zeitlimit hinaus auf</translation>
    </message>
    <message>
        <source>the run took longer than {seconds} s</source>
        <translation>der Lauf dauerte länger als {seconds} s</translation>
    </message>
    <message>
        <source>blocked by '{step}': '{name}' can no longer arrive</source>
        <translation>blockiert von „{step}“: „{name}“ kann nicht mehr ankommen</translation>
    </message>
    <message>
        <source>took longer than {seconds} s and held up the program, which was left</source>
        <translation>dauerte länger als {seconds} s und hielt das Programm auf, das verlassen wurde</translation>
    </message>
    <message>
        <source>took longer than {seconds} s</source>
        <translation>dauerte länger als {seconds} s</translation>
    </message>
    <message>
        <source>did not return {names}; it returned {others}</source>
        <translation>gab {names} nicht zurück; zurück kam {others}</translation>
    </message>
    <message>
        <source>did not return {names}</source>
        <translation>gab {names} nicht zurück</translation>
    </message>
    <message>
        <source>input '{name}': {why}</source>
        <translation>Eingang „{name}“: {why}</translation>
    </message>
    <message>
        <source>output '{name}': {why}</source>
        <translation>Ausgang „{name}“: {why}</translation>
    </message>
    <message>
        <source>the file itself is gone</source>
        <translation>die Datei selbst ist weg</translation>
    </message>
    <message>
        <source>the file holds something else now</source>
        <translation>die Datei enthält jetzt etwas anderes</translation>
    </message>
    <message>
        <source>the Flow</source>
        <translation>Ablauf</translation>
    </message>
    <message>
        <source>a note</source>
        <translation>einer Notiz</translation>
    </message>
    <message>
        <source>the title of a frame</source>
        <translation>einem Rahmentitel</translation>
    </message>
    <message>
        <source>This runs without what is {held}.</source>
        <translation>Dieser Lauf geht ohne das, was dasteht: {held}.</translation>
    </message>
    <message>
        <source>A wire is being drawn: Esc leaves it.</source>
        <translation>Gerade wird eine Leitung gezogen: Esc bricht ab.</translation>
    </message>
    <message>
        <source>Something is being dragged: let go of it, or Esc leaves it.</source>
        <translation>Gerade wird etwas gezogen: loslassen, oder Esc bricht ab.</translation>
    </message>
    <message>
        <source>The wires stay where they are: drop them on another output.</source>
        <translation>Die Leitungen bleiben, wo sie sind: auf einem anderen Ausgang loslassen.</translation>
    </message>
    <message>
        <source>typed in {files} and not saved</source>
        <translation>getippt in {files} und nicht gespeichert</translation>
    </message>
    <message>
        <source>typed in {where} and not taken over yet: {texts}</source>
        <translation>getippt in {where} und noch nicht übernommen: {texts}</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>gespeichert</translation>
    </message>
    <message>
        <source>not saved</source>
        <translation>nicht gespeichert</translation>
    </message>
    <message>
        <source>not in a file yet</source>
        <translation>noch in keiner Datei</translation>
    </message>
    <message>
        <source>Not there any more, and so not opened again: {names}.</source>
        <translation>Nicht mehr da und darum nicht wieder geöffnet: {names}.</translation>
    </message>
    <message>
        <source>Save all</source>
        <translation>Alle speichern</translation>
    </message>
    <message>
        <source>Reopen files at the next start</source>
        <translation>Dateien beim nächsten Start wieder öffnen</translation>
    </message>
    <message>
        <source>Move tab right</source>
        <translation>Reiter nach rechts</translation>
    </message>
    <message>
        <source>Move tab left</source>
        <translation>Reiter nach links</translation>
    </message>
    <message>
        <source>Language: as the system</source>
        <translation>Sprache: wie das System</translation>
    </message>
    <message>
        <source>Language: Deutsch</source>
        <translation>Sprache: Deutsch</translation>
    </message>
    <message>
        <source>Language: English</source>
        <translation>Sprache: English</translation>
    </message>
    <message>
        <source>Backcast speaks another language from its next start on.</source>
        <translation>Backcast spricht ab dem nächsten Start eine andere Sprache.</translation>
    </message>
    <message>
        <source>Drag to move {noun}; Alt+Up and Alt+Down move it too</source>
        <translation>Ziehen verschiebt {noun}; Alt+Auf und Alt+Ab ebenso</translation>
    </message>
    <message>
        <source>'{step}' failed at {time}</source>
        <translation>„{step}“ ist um {time} fehlgeschlagen</translation>
    </message>
    <message>
        <source>'{step}' has no value in this run.</source>
        <translation>„{step}“ hat in diesem Lauf keinen Wert.</translation>
    </message>
    <message>
        <source>A secret, kept as {where}. It is never shown.</source>
        <translation>Ein Geheimnis, zu finden unter {where}. Es wird nie gezeigt.</translation>
    </message>
    <message>
        <source>A secret. It is never shown.</source>
        <translation>Ein Geheimnis. Es wird nie gezeigt.</translation>
    </message>
    <message>
        <source>A {kind}, of which only this was kept:</source>
        <translation>Ein {kind}; nur dies wurde davon aufbewahrt:</translation>
    </message>
    <message>
        <source>A {kind}, which is no JSON. It looks like this:</source>
        <translation>Ein {kind}, was kein JSON ist. So sieht es aus:</translation>
    </message>
    <message>
        <source>As large as it is</source>
        <translation>In wirklicher Größe</translation>
    </message>
    <message>
        <source>Bars</source>
        <translation>Balken</translation>
    </message>
    <message>
        <source>Break lines that are longer than the panel is wide</source>
        <translation>Zeilen umbrechen, die breiter sind als das Feld</translation>
    </message>
    <message>
        <source>Choose the editor of code…</source>
        <translation>Editor für Code wählen…</translation>
    </message>
    <message>
        <source>Click a port or a wire after a run, or press V: what has passed there is shown here.</source>
        <translation>Nach einem Lauf auf einen Anschluss oder eine Leitung klicken oder V drücken: Was dort hindurchging, steht hier.</translation>
    </message>
    <message>
        <source>Column of the plot</source>
        <translation>Spalte des Diagramms</translation>
    </message>
    <message>
        <source>Compare with the run before</source>
        <translation>Mit dem vorigen Lauf vergleichen</translation>
    </message>
    <message>
        <source>Compared with {run}:</source>
        <translation>Verglichen mit {run}:</translation>
    </message>
    <message>
        <source>Copied the command of this run</source>
        <translation>Der Befehl dieses Laufs ist kopiert</translation>
    </message>
    <message>
        <source>Copied the command. {notes}.</source>
        <translation>Der Befehl ist kopiert. {notes}.</translation>
    </message>
    <message>
        <source>Copied the report</source>
        <translation>Der Bericht ist kopiert</translation>
    </message>
    <message>
        <source>Copy headless command</source>
        <translation>Befehl für die Kommandozeile kopieren</translation>
    </message>
    <message>
        <source>Copy the report</source>
        <translation>Bericht kopieren</translation>
    </message>
    <message>
        <source>Copy the value</source>
        <translation>Wert kopieren</translation>
    </message>
    <message>
        <source>Editor command</source>
        <translation>Befehl des Editors</translation>
    </message>
    <message>
        <source>Empty: the system's own. {hint} stand for the place.</source>
        <translation>Leer: der des Systems. {hint} stehen für die Stelle.</translation>
    </message>
    <message>
        <source>Export minimal flow</source>
        <translation>Kleinsten Ablauf exportieren</translation>
    </message>
    <message>
        <source>Export minimal flow…</source>
        <translation>Kleinsten Ablauf exportieren…</translation>
    </message>
    <message>
        <source>Exported '{name}'. {notes}.</source>
        <translation>„{name}“ ist exportiert. {notes}.</translation>
    </message>
    <message>
        <source>'{value}' is not a number</source>
        <translation>„{value}“ ist keine Zahl</translation>
    </message>
    <message>
        <source>Terms are joined by a comma or by 'and'. After a text, a comma before what is no condition belongs to it: name = Smith, John. Quotes keep a text as it is: "Smith, John".</source>
        <translation>Ausdrücke werden mit Komma oder mit „and“ verbunden. Nach einem Text gehört ein Komma vor etwas, das keine Bedingung ist, zum Text: name = Smith, John. Anführungszeichen lassen einen Text, wie er ist: "Smith, John".</translation>
    </message>
    <message>
        <source>Filter, each term must hold: text, column: text, column &gt; 3</source>
        <translation>Filter, jeder Teil muss gelten: Text, Spalte: Text, Spalte &gt; 3</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Find in the text</source>
        <translation>Im Text suchen</translation>
    </message>
    <message>
        <source>How it is shown</source>
        <translation>Wie er gezeigt wird</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>Häufigkeit</translation>
    </message>
    <message>
        <source>How the file begins</source>
        <translation>Wie die Datei beginnt</translation>
    </message>
    <message>
        <source>It cannot be read: {why}.</source>
        <translation>Sie ist nicht lesbar: {why}.</translation>
    </message>
    <message>
        <source>It held up: {steps}</source>
        <translation>Er hielt auf: {steps}</translation>
    </message>
    <message>
        <source>It was tried {count} times.</source>
        <translation>Er wurde {count} Mal versucht.</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Kind of plot</source>
        <translation>Art des Diagramms</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Lassen</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Linie</translation>
    </message>
    <message>
        <source>Nothing has run yet.</source>
        <translation>Noch ist nichts gelaufen.</translation>
    </message>
    <message>
        <source>Nothing is set to open '{file}'.</source>
        <translation>Es ist nichts festgelegt, das „{file}“ öffnet.</translation>
    </message>
    <message>
        <source>Only the first {count} characters are rendered.</source>
        <translation>Nur die ersten {count} Zeichen sind gesetzt.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open the line</source>
        <translation>Zeile öffnen</translation>
    </message>
    <message>
        <source>Open the line that failed</source>
        <translation>Fehlgeschlagene Zeile öffnen</translation>
    </message>
    <message>
        <source>Open {link} in the browser?</source>
        <translation>{link} im Browser öffnen?</translation>
    </message>
    <message>
        <source>Page (HTML)</source>
        <translation>Seite (HTML)</translation>
    </message>
    <message>
        <source>Page (Markdown)</source>
        <translation>Seite (Markdown)</translation>
    </message>
    <message>
        <source>Part {part} of {count}</source>
        <translation>Teil {part} von {count}</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Pin this value</source>
        <translation>Diesen Wert festhalten</translation>
    </message>
    <message>
        <source>Pin {port}</source>
        <translation>{port} festhalten</translation>
    </message>
    <message>
        <source>Plot a column</source>
        <translation>Spalte als Diagramm</translation>
    </message>
    <message>
        <source>Plot of {column}</source>
        <translation>Diagramm von {column}</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Preview of the value</source>
        <translation>Vorschau des Werts</translation>
    </message>
    <message>
        <source>Reading the run before…</source>
        <translation>Der vorige Lauf wird gelesen…</translation>
    </message>
    <message>
        <source>Rows to show</source>
        <translation>Zeilen, die gezeigt werden</translation>
    </message>
    <message>
        <source>Save the flow first: the command names its file.</source>
        <translation>Zuerst den Ablauf speichern: Der Befehl nennt seine Datei.</translation>
    </message>
    <message>
        <source>Save the value</source>
        <translation>Wert speichern</translation>
    </message>
    <message>
        <source>Save the value as a file…</source>
        <translation>Wert als Datei speichern…</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Geheimnis</translation>
    </message>
    <message>
        <source>Show in the folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Show the value</source>
        <translation>Wert zeigen</translation>
    </message>
    <message>
        <source>Step '{step}' failed: {what}</source>
        <translation>Schritt „{step}“ ist fehlgeschlagen: {what}</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>The editor '{program}' could not be started.</source>
        <translation>Der Editor „{program}“ konnte nicht gestartet werden.</translation>
    </message>
    <message>
        <source>The editor command cannot be read: {why}.</source>
        <translation>Der Befehl des Editors ist nicht lesbar: {why}.</translation>
    </message>
    <message>
        <source>The file has changed since; this line was: {code}</source>
        <translation>Die Datei ist seither geändert; diese Zeile war: {code}</translation>
    </message>
    <message>
        <source>The line that failed: {code}</source>
        <translation>Die fehlgeschlagene Zeile: {code}</translation>
    </message>
    <message>
        <source>The next part</source>
        <translation>Der nächste Teil</translation>
    </message>
    <message>
        <source>The part before</source>
        <translation>Der vorige Teil</translation>
    </message>
    <message>
        <source>The picture</source>
        <translation>Das Bild</translation>
    </message>
    <message>
        <source>The run before</source>
        <translation>Voriger Lauf</translation>
    </message>
    <message>
        <source>The value as a page</source>
        <translation>Der Wert als Seite</translation>
    </message>
    <message>
        <source>The value as a table</source>
        <translation>Der Wert als Tabelle</translation>
    </message>
    <message>
        <source>The value as a tree</source>
        <translation>Der Wert als Baum</translation>
    </message>
    <message>
        <source>The value as text</source>
        <translation>Der Wert als Text</translation>
    </message>
    <message>
        <source>The value is the same as in {run}.</source>
        <translation>Der Wert ist derselbe wie in {run}.</translation>
    </message>
    <message>
        <source>The viewer '{name}' cannot be used: {why}.</source>
        <translation>Der Betrachter „{name}“ ist nicht zu gebrauchen: {why}.</translation>
    </message>
    <message>
        <source>There are no numbers in this column.</source>
        <translation>In dieser Spalte sind keine Zahlen.</translation>
    </message>
    <message>
        <source>This is the first run of the flow that is kept.</source>
        <translation>Dies ist der erste Lauf des Ablaufs, der aufbewahrt ist.</translation>
    </message>
    <message>
        <source>This picture cannot be read, or is larger than {most}.</source>
        <translation>Dieses Bild ist nicht lesbar oder größer als {most}.</translation>
    </message>
    <message>
        <source>This picture cannot be read: {why}.</source>
        <translation>Dieses Bild ist nicht lesbar: {why}.</translation>
    </message>
    <message>
        <source>This picture is too large to be shown.</source>
        <translation>Dieses Bild ist zu groß, um gezeigt zu werden.</translation>
    </message>
    <message>
        <source>This run</source>
        <translation>Dieser Lauf</translation>
    </message>
    <message>
        <source>This run is not kept, so there is none to compare it with.</source>
        <translation>Dieser Lauf ist nicht aufbewahrt, also gibt es keinen, mit dem er zu vergleichen wäre.</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>Baum</translation>
    </message>
    <message>
        <source>Unpin {port}</source>
        <translation>{port} loslassen</translation>
    </message>
    <message>
        <source>What differs from the previous run</source>
        <translation>Was sich vom vorigen Lauf unterscheidet</translation>
    </message>
    <message>
        <source>What it held up</source>
        <translation>Was er aufhielt</translation>
    </message>
    <message>
        <source>What it took</source>
        <translation>Was er nahm</translation>
    </message>
    <message>
        <source>What went wrong</source>
        <translation>Was schiefging</translation>
    </message>
    <message>
        <source>Which editor opens the line</source>
        <translation>Welcher Editor die Zeile öffnet</translation>
    </message>
    <message>
        <source>Which value of the Step</source>
        <translation>Welcher Wert des Schritts</translation>
    </message>
    <message>
        <source>Whole trace</source>
        <translation>Ganzer Verlauf des Fehlers</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Wrap</source>
        <translation>Umbrechen</translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation>etwa {size}</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>und {count} weitere</translation>
    </message>
    <message>
        <source>at try {count}</source>
        <translation>beim {count}. Versuch</translation>
    </message>
    <message>
        <source>collected from {steps}</source>
        <translation>gesammelt von {steps}</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>verschieden</translation>
    </message>
    <message>
        <source>from {count} elements</source>
        <translation>aus {count} Elementen</translation>
    </message>
    <message>
        <source>given at the start, {time}</source>
        <translation>zu Beginn gegeben, {time}</translation>
    </message>
    <message>
        <source>made by '{step}'</source>
        <translation>gemacht von „{step}“</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>only before</source>
        <translation>nur vorher</translation>
    </message>
    <message>
        <source>only now</source>
        <translation>nur jetzt</translation>
    </message>
    <message>
        <source>pinned at '{step}'</source>
        <translation>festgehalten an „{step}“</translation>
    </message>
    <message>
        <source>remembered of '{step}'</source>
        <translation>gemerkt von „{step}“</translation>
    </message>
    <message>
        <source>run {run}</source>
        <translation>Lauf {run}</translation>
    </message>
    <message>
        <source>secret</source>
        <translation>Geheimnis</translation>
    </message>
    <message>
        <source>sorting, {far} %</source>
        <translation>wird geordnet, {far} %</translation>
    </message>
    <message>
        <source>the input's own default</source>
        <translation>der Vorgabewert des Eingangs</translation>
    </message>
    <message>
        <source>the run of {time}</source>
        <translation>dem Lauf von {time}</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>what was given</source>
        <translation>dem Gegebenen</translation>
    </message>
    <message>
        <source>written in the flow itself</source>
        <translation>im Ablauf selbst geschrieben</translation>
    </message>
    <message>
        <source>{count} byte</source>
        <translation>{count} Byte</translation>
    </message>
    <message>
        <source>{count} bytes</source>
        <translation>{count} Byte</translation>
    </message>
    <message>
        <source>{count} character</source>
        <translation>{count} Zeichen</translation>
    </message>
    <message>
        <source>{count} characters</source>
        <translation>{count} Zeichen</translation>
    </message>
    <message>
        <source>{count} column</source>
        <translation>{count} Spalte</translation>
    </message>
    <message>
        <source>{count} columns</source>
        <translation>{count} Spalten</translation>
    </message>
    <message>
        <source>{count} item</source>
        <translation>{count} Element</translation>
    </message>
    <message>
        <source>{count} items</source>
        <translation>{count} Elemente</translation>
    </message>
    <message>
        <source>{count} key</source>
        <translation>{count} Schlüssel</translation>
    </message>
    <message>
        <source>{count} keys</source>
        <translation>{count} Schlüssel</translation>
    </message>
    <message>
        <source>{count} more are the same</source>
        <translation>{count} weitere sind gleich</translation>
    </message>
    <message>
        <source>{count} numbers from {least} to {greatest}</source>
        <translation>{count} Zahlen von {least} bis {greatest}</translation>
    </message>
    <message>
        <source>{count} row</source>
        <translation>{count} Zeile</translation>
    </message>
    <message>
        <source>{count} rows</source>
        <translation>{count} Zeilen</translation>
    </message>
    <message>
        <source>{end} has no value in this run.</source>
        <translation>{end} hat in diesem Lauf keinen Wert.</translation>
    </message>
    <message>
        <source>Click: its value · Alt+click: draw a wire</source>
        <translation>Klick: sein Wert · Alt+Klick: Leitung ziehen</translation>
    </message>
    <message>
        <source>{end} · Enter: draw a wire · Space: its value</source>
        <translation>{end} · Enter: Leitung ziehen · Leertaste: sein Wert</translation>
    </message>
    <message>
        <source>{link} is not opened from here.</source>
        <translation>{link} wird von hier nicht geöffnet.</translation>
    </message>
    <message>
        <source>{port} (taken)</source>
        <translation>{port} (genommen)</translation>
    </message>
    <message>
        <source>{shown} of {total} rows</source>
        <translation>{shown} von {total} Zeilen</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>Go on with the other Goals</source>
        <translation>Mit den anderen Zielen weitermachen</translation>
    </message>
    <message>
        <source>Stop the run and undo</source>
        <translation>Den Lauf anhalten und rückgängig machen</translation>
    </message>
    <message>
        <source>Rename {old} to {new}</source>
        <translation>{old} in {new} umbenennen</translation>
    </message>
    <message>
        <source>Change {what} of {thing}</source>
        <translation>{what} von {thing} ändern</translation>
    </message>
    <message>
        <source>Move {thing}</source>
        <translation>{thing} verschieben</translation>
    </message>
    <message>
        <source>Remove {thing}</source>
        <translation>{thing} entfernen</translation>
    </message>
    <message>
        <source>Flow input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Make '{step}' a Goal</source>
        <translation>„{step}“ zum Ziel machen</translation>
    </message>
    <message>
        <source>Take ports of '{step}' from '{function}'</source>
        <translation>Anschlüsse von „{step}“ aus „{function}“ übernehmen</translation>
    </message>
    <message>
        <source>Change the Flow's {what}</source>
        <translation>{what} des Ablaufs ändern</translation>
    </message>
    <message>
        <source>Make {count} Steps Goals</source>
        <translation>{count} Schritte zu Zielen machen</translation>
    </message>
    <message>
        <source>{count} Goals fewer</source>
        <translation>{count} Ziele weniger</translation>
    </message>
    <message>
        <source>Change {what} of {count} Steps</source>
        <translation>{what} von {count} Schritten ändern</translation>
    </message>
    <message>
        <source>on failure</source>
        <translation>Verhalten beim Scheitern</translation>
    </message>
    <message>
        <source>presets</source>
        <translation>Vorgaben</translation>
    </message>
    <message>
        <source>made a Goal: {names}</source>
        <translation>zum Ziel gemacht: {names}</translation>
    </message>
    <message>
        <source>no Goal any more: {names}</source>
        <translation>kein Ziel mehr: {names}</translation>
    </message>
    <message>
        <source>the Flow's {parts}</source>
        <translation>am Ablauf: {parts}</translation>
    </message>
    <message>
        <source>moved {names}</source>
        <translation>verschoben: {names}</translation>
    </message>
    <message>
        <source>how it is shown</source>
        <translation>wie es gezeigt wird</translation>
    </message>
    <message>
        <source>added {names}</source>
        <translation>hinzugefügt: {names}</translation>
    </message>
    <message>
        <source>removed {names}</source>
        <translation>entfernt: {names}</translation>
    </message>
    <message>
        <source>changed {names}</source>
        <translation>geändert: {names}</translation>
    </message>
    <message>
        <source>Flow input added: {names}</source>
        <translation>Eingabe hinzugefügt: {names}</translation>
    </message>
    <message>
        <source>Flow input removed: {names}</source>
        <translation>Eingabe entfernt: {names}</translation>
    </message>
    <message>
        <source>Flow input changed: {names}</source>
        <translation>Eingabe geändert: {names}</translation>
    </message>
    <message>
        <source>the Flow's inputs</source>
        <translation>die Eingaben des Ablaufs</translation>
    </message>
    <message>
        <source>Recover unsaved changes</source>
        <translation>Ungespeichertes wiederherstellen</translation>
    </message>
    <message>
        <source>Reload from disk</source>
        <translation>Neu von der Platte laden</translation>
    </message>
    <message>
        <source>'{name}' is not there any more. Your work is still here: saving puts it back.</source>
        <translation>„{name}“ ist nicht mehr da. Die Arbeit ist noch hier: Speichern legt die Datei wieder an.</translation>
    </message>
    <message>
        <source>'{name}' was changed by another program.</source>
        <translation>„{name}“ wurde von einem anderen Programm geändert.</translation>
    </message>
    <message>
        <source>'{name}' is open in another window too. Whichever saves later is told before it overwrites the other.</source>
        <translation>„{name}“ ist auch in einem anderen Fenster offen. Wer später speichert, wird gewarnt, bevor er das andere überschreibt.</translation>
    </message>
    <message>
        <source>What is not saved of '{name}' would be lost in a crash: {why}. Save it where there is room.</source>
        <translation>Was von „{name}“ nicht gespeichert ist, ginge bei einem Absturz verloren: {why}. Dort speichern, wo Platz ist.</translation>
    </message>
    <message>
        <source>nothing but how it is written</source>
        <translation>nur die Schreibweise</translation>
    </message>
    <message>
        <source>Reloading '{name}' would bring:
{lines}</source>
        <translation>Neu laden von „{name}“ brächte:
{lines}</translation>
    </message>
    <message>
        <source>'{name}' cannot be read as it is now: {why} Your work is still here.</source>
        <translation>„{name}“ ist so, wie es jetzt ist, nicht lesbar: {why} Die Arbeit ist noch hier.</translation>
    </message>
    <message>
        <source>'{name}' was changed by somebody else since it was opened or saved here.</source>
        <translation>„{name}“ wurde von jemand anderem geändert, seit es hier geöffnet oder gespeichert wurde.</translation>
    </message>
    <message>
        <source>'{name}' could not be saved: {why}. Your work is still here: save it elsewhere.</source>
        <translation>„{name}“ konnte nicht gespeichert werden: {why}. Die Arbeit ist noch hier: woanders speichern.</translation>
    </message>
    <message>
        <source>and {count} more: 'backcast check {name}' lists them all</source>
        <translation>und {count} weitere: „backcast check {name}“ zeigt alle</translation>
    </message>
    <message>
        <source>'{name}' cannot be opened:
{lines}</source>
        <translation>„{name}“ lässt sich nicht öffnen:
{lines}</translation>
    </message>
    <message>
        <source>1 document has unsaved work from when Backcast last ended</source>
        <translation>1 Dokument hat Ungespeichertes vom letzten Ende von Backcast</translation>
    </message>
    <message>
        <source>{count} documents have unsaved work from when Backcast last ended</source>
        <translation>{count} Dokumente haben Ungespeichertes vom letzten Ende von Backcast</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>It will be deleted.</source>
        <translation>Es wird gelöscht.</translation>
    </message>
    <message>
        <source>Keep after all</source>
        <translation>Doch behalten</translation>
    </message>
    <message>
        <source>Recover {name}</source>
        <translation>{name} wiederherstellen</translation>
    </message>
    <message>
        <source>'{name}' is a secret, which would be a plain value in what is set</source>
        <translation>„{name}“ ist geheim und würde in dem, was gesetzt wird, zum Klartext</translation>
    </message>
    <message>
        <source>Let the step that needs the secret read it itself.</source>
        <translation>Den Schritt, der das Geheimnis braucht, es selbst lesen lassen.</translation>
    </message>
    <message>
        <source>input '{name}' of step '{step}'</source>
        <translation>Eingang „{name}“ von Schritt „{step}“</translation>
    </message>
    <message>
        <source>One step</source>
        <translation>Ein Schritt</translation>
    </message>
    <message>
        <source>Breakpoints and conditions…</source>
        <translation>Haltepunkte und Bedingungen…</translation>
    </message>
    <message>
        <source>Clear all breakpoints</source>
        <translation>Alle Haltepunkte entfernen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Run ignoring the cache</source>
        <translation>Ohne Gemerktes ausführen</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Noch einmal ausführen</translation>
    </message>
    <message>
        <source>Run from here</source>
        <translation>Ab hier ausführen</translation>
    </message>
    <message>
        <source>Run only this step</source>
        <translation>Nur diesen Schritt ausführen</translation>
    </message>
    <message>
        <source>Run to here</source>
        <translation>Bis hierher ausführen</translation>
    </message>
    <message>
        <source>Slow motion: off</source>
        <translation>Zeitlupe: aus</translation>
    </message>
    <message>
        <source>Slow motion: 0.25 s a step</source>
        <translation>Zeitlupe: 0,25 s je Schritt</translation>
    </message>
    <message>
        <source>Slow motion: 0.5 s a step</source>
        <translation>Zeitlupe: 0,5 s je Schritt</translation>
    </message>
    <message>
        <source>Slow motion: 1 s a step</source>
        <translation>Zeitlupe: 1 s je Schritt</translation>
    </message>
    <message>
        <source>Slow motion: 2 s a step</source>
        <translation>Zeitlupe: 2 s je Schritt</translation>
    </message>
    <message>
        <source>Slow motion: slow the work itself</source>
        <translation>Zeitlupe: die Arbeit selbst bremsen</translation>
    </message>
    <message>
        <source>Breakpoint</source>
        <translation>Haltepunkt</translation>
    </message>
    <message>
        <source>Another value was put here at a breakpoint.</source>
        <translation>Hier wurde an einem Haltepunkt ein anderer Wert eingesetzt.</translation>
    </message>
    <message>
        <source>retry {at} in {time}: {why}</source>
        <translation>Wiederholung {at} in {time}: {why}</translation>
    </message>
    <message>
        <source>paused before run</source>
        <translation>vor dem Ausführen angehalten</translation>
    </message>
    <message>
        <source>queued: the run is paused</source>
        <translation>wartet: der Lauf ist angehalten</translation>
    </message>
    <message>
        <source>queued: waiting for '{executor}'</source>
        <translation>wartet auf „{executor}“</translation>
    </message>
    <message>
        <source>queued: {busy} of {all} threads are busy</source>
        <translation>wartet: {busy} von {all} Threads sind belegt</translation>
    </message>
    <message>
        <source>Select a step that is blocked first.</source>
        <translation>Zuerst einen blockierten Schritt auswählen.</translation>
    </message>
    <message>
        <source>Go to what blocks it</source>
        <translation>Zu dem gehen, was ihn blockiert</translation>
    </message>
    <message>
        <source>other value</source>
        <translation>anderer Wert</translation>
    </message>
    <message>
        <source>ended otherwise</source>
        <translation>anders geendet</translation>
    </message>
    <message>
        <source>Small differences in time</source>
        <translation>Kleine Zeitunterschiede</translation>
    </message>
    <message>
        <source>Breakpoints of {files} do not hold this run: they count where that flow is run by itself. Pause and One step count inside it, too.</source>
        <translation>Haltepunkte von {files} halten diesen Lauf nicht an: sie gelten, wo dieser Ablauf selbst ausgeführt wird. Anhalten und Einzelschritt gelten auch darin.</translation>
    </message>
    <message>
        <source>{some} of {all} items</source>
        <translation>{some} von {all} Elementen</translation>
    </message>
    <message>
        <source>Breakpoints</source>
        <translation>Haltepunkte</translation>
    </message>
    <message>
        <source>Clear all</source>
        <translation>Alle entfernen</translation>
    </message>
    <message>
        <source>Clear the breakpoint at {place}</source>
        <translation>Haltepunkt bei {place} entfernen</translation>
    </message>
    <message>
        <source>Condition of the breakpoint at {place}</source>
        <translation>Bedingung des Haltepunkts bei {place}</translation>
    </message>
    <message>
        <source>Show it on the canvas</source>
        <translation>Auf der Zeichenfläche zeigen</translation>
    </message>
    <message>
        <source>There is none. Select a step or a wire and press F9.</source>
        <translation>Es gibt keinen. Einen Schritt oder eine Leitung auswählen und F9 drücken.</translation>
    </message>
    <message>
        <source>always, or a condition</source>
        <translation>immer, oder eine Bedingung</translation>
    </message>
    <message>
        <source>always, or e.g. {example}</source>
        <translation>immer, oder z. B. {example}</translation>
    </message>
    <message>
        <source>'{port}' is {value}.</source>
        <translation>„{port}“ ist {value}.</translation>
    </message>
    <message>
        <source>Breakpoint: {condition}</source>
        <translation>Haltepunkt: {condition}</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Its inputs are there. Nothing new begins until you go on.</source>
        <translation>Seine Eingänge sind da. Bis es weitergeht, beginnt nichts Neues.</translation>
    </message>
    <message>
        <source>Paused before '{step}'</source>
        <translation>Angehalten vor „{step}“</translation>
    </message>
    <message>
        <source>Begin nothing new (Ctrl+F5)</source>
        <translation>Nichts Neues beginnen (Strg+F5)</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>Each step is shown for at least {time}; the run itself is not slowed.</source>
        <translation>Jeder Schritt ist mindestens {time} zu sehen; der Lauf selbst wird nicht gebremst.</translation>
    </message>
    <message>
        <source>Each step of the next run takes at least {time}, really.</source>
        <translation>Jeder Schritt des nächsten Laufs dauert wirklich mindestens {time}.</translation>
    </message>
    <message>
        <source>Slow motion is off.</source>
        <translation>Die Zeitlupe ist aus.</translation>
    </message>
    <message>
        <source>Paused: {some} of {all} steps have ended</source>
        <translation>Angehalten: {some} von {all} Schritten sind zu Ende</translation>
    </message>
    <message>
        <source>Change the breakpoint at {place}</source>
        <translation>Haltepunkt bei {place} ändern</translation>
    </message>
    <message>
        <source>Nothing in this flow makes '{port}': it is given.</source>
        <translation>Nichts in diesem Ablauf stellt „{port}“ her: Der Wert wird angegeben.</translation>
    </message>
    <message>
        <source>Only one step was run, and nothing that it follows from. Run the flow first (F5).</source>
        <translation>Es lief nur ein Schritt, und nichts, worauf er folgt. Zuerst den Ablauf ausführen (F5).</translation>
    </message>
    <message>
        <source>Nothing was run yet. Run the flow first (F5).</source>
        <translation>Es wurde noch nichts ausgeführt. Zuerst den Ablauf ausführen (F5).</translation>
    </message>
    <message>
        <source>Select one step first.</source>
        <translation>Zuerst einen Schritt auswählen.</translation>
    </message>
    <message>
        <source>Set a breakpoint at {place}</source>
        <translation>Haltepunkt bei {place} setzen</translation>
    </message>
    <message>
        <source>There is no breakpoint.</source>
        <translation>Es gibt keinen Haltepunkt.</translation>
    </message>
    <message>
        <source>{sign}1 Step</source>
        <translation>{sign}1 Schritt</translation>
    </message>
    <message>
        <source>{sign}{count} Steps</source>
        <translation>{sign}{count} Schritte</translation>
    </message>
    <message>
        <source>changes nothing for the Goals</source>
        <translation>ändert für die Ziele nichts</translation>
    </message>
    <message>
        <source>no longer needs {names}</source>
        <translation>braucht {names} nicht mehr</translation>
    </message>
    <message>
        <source>What the Goals need</source>
        <translation>Was die Ziele brauchen</translation>
    </message>
    <message>
        <source>{some} of {all} Steps</source>
        <translation>{some} von {all} Schritten</translation>
    </message>
    <message>
        <source>1 Step serves no Goal</source>
        <translation>1 Schritt dient keinem Ziel</translation>
    </message>
    <message>
        <source>runs '{name}' with unsaved changes</source>
        <translation>„{name}“ läuft mit ungespeicherten Änderungen</translation>
    </message>
    <message>
        <source>{names} runs as its tab shows it, not saved</source>
        <translation>{names} läuft, wie es im Reiter steht, ohne gespeichert zu sein</translation>
    </message>
    <message>
        <source>{count} reused</source>
        <translation>{count} wiederverwendet</translation>
    </message>
    <message>
        <source>{count} pinned</source>
        <translation>{count} festgehalten</translation>
    </message>
    <message>
        <source>everything is shown</source>
        <translation>alles wird gezeigt</translation>
    </message>
    <message>
        <source>{count} Steps serve no Goal</source>
        <translation>{count} Schritte dienen keinem Ziel</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Warum?</translation>
    </message>
    <message>
        <source>What would change it</source>
        <translation>Was das ändern würde</translation>
    </message>
    <message>
        <source>Go to the answer</source>
        <translation>Zur Antwort gehen</translation>
    </message>
    <message>
        <source>What the wire hung from is not there any more.</source>
        <translation>Woran die Leitung hing, das gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>More values ({count})</source>
        <translation>Weitere Werte ({count})</translation>
    </message>
    <message>
        <source>Do it</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Sets of values</source>
        <translation>Wertesätze</translation>
    </message>
    <message>
        <source>Save as a set…</source>
        <translation>Als Satz speichern…</translation>
    </message>
    <message>
        <source>Name of the set</source>
        <translation>Name des Satzes</translation>
    </message>
    <message>
        <source>Values from a set…</source>
        <translation>Werte aus einem Satz…</translation>
    </message>
    <message>
        <source>Give the set a name.</source>
        <translation>Dem Satz einen Namen geben.</translation>
    </message>
    <message>
        <source>{some} of {all} values are in this set.</source>
        <translation>{some} von {all} Werten stehen in diesem Satz.</translation>
    </message>
    <message>
        <source>There is nothing to keep: every field is empty.</source>
        <translation>Es gibt nichts zu speichern: Alle Felder sind leer.</translation>
    </message>
    <message>
        <source>Keep '{name}' in the flow</source>
        <translation>„{name}“ im Ablauf festhalten</translation>
    </message>
    <message>
        <source>Have a step give '{name}'…</source>
        <translation>„{name}“ von einem Schritt liefern lassen…</translation>
    </message>
    <message>
        <source>about {time}</source>
        <translation>etwa {time}</translation>
    </message>
    <message>
        <source>Not reused: {why}.</source>
        <translation>Nicht wiederverwendet: {why}.</translation>
    </message>
    <message>
        <source>at least {time}</source>
        <translation>mindestens {time}</translation>
    </message>
    <message>
        <source>About {time}, by earlier runs.</source>
        <translation>Etwa {time}, nach früheren Läufen.</translation>
    </message>
    <message>
        <source>will be reused · from {time}</source>
        <translation>wird wiederverwendet · von {time}</translation>
    </message>
    <message>
        <source>Will be reused: made at {time}.</source>
        <translation>Wird wiederverwendet: entstanden um {time}.</translation>
    </message>
    <message>
        <source>Its result is pinned: it will not be worked out.</source>
        <translation>Sein Ergebnis ist festgehalten: Es wird nicht ermittelt.</translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation>1 Problem</translation>
    </message>
    <message>
        <source>{count} problems</source>
        <translation>{count} Probleme</translation>
    </message>
    <message>
        <source>Run: {words}</source>
        <translation>Ausführen: {words}</translation>
    </message>
    <message>
        <source>Needs 1 input</source>
        <translation>Braucht 1 Wert</translation>
    </message>
    <message>
        <source>Needs {count} inputs</source>
        <translation>Braucht {count} Werte</translation>
    </message>
    <message>
        <source>Wire {name}</source>
        <translation>Leitung {name}</translation>
    </message>
    <message>
        <source>Why is {name} as it is?</source>
        <translation>Warum ist {name}, wie es ist?</translation>
    </message>
    <message>
        <source>Nothing is known of {name} yet.</source>
        <translation>Über {name} ist noch nichts bekannt.</translation>
    </message>
    <message>
        <source>Step '{name}'</source>
        <translation>Schritt „{name}“</translation>
    </message>
    <message>
        <source>Value '{name}'</source>
        <translation>Wert „{name}“</translation>
    </message>
    <message>
        <source>Select a step or a wire first, then ask why.</source>
        <translation>Zuerst einen Schritt oder eine Leitung auswählen, dann nach dem Warum fragen.</translation>
    </message>
    <message>
        <source>Change {what} as suggested</source>
        <translation>{what} wie vorgeschlagen ändern</translation>
    </message>
    <message>
        <source>'{name}' is wanted by {names}</source>
        <translation>„{name}“ wird gebraucht von {names}</translation>
    </message>
    <message>
        <source>Save the set '{name}'</source>
        <translation>Satz „{name}“ speichern</translation>
    </message>
    <message>
        <source>Kept with the flow: backcast run FILE --set {name}</source>
        <translation>Mit dem Ablauf gespeichert: backcast run DATEI --set {name}</translation>
    </message>
    <message>
        <source>Tab: next · Enter: take it · Esc: none</source>
        <translation>Tab: nächster · Enter: nehmen · Esc: keiner</translation>
    </message>
    <message>
        <source>to be filled in</source>
        <translation>noch auszufüllen</translation>
    </message>
    <message>
        <source>needs nothing more</source>
        <translation>braucht sonst nichts</translation>
    </message>
    <message>
        <source>connect '{what}' ({type})</source>
        <translation>„{what}“ verbinden ({type})</translation>
    </message>
    <message>
        <source>'{title}' with {count} before it gives '{name}' ({type})</source>
        <translation>„{title}“ mit {count} davor liefert „{name}“ ({type})</translation>
    </message>
    <message>
        <source>'{title}' gives '{name}' ({type})</source>
        <translation>„{title}“ liefert „{name}“ ({type})</translation>
    </message>
    <message>
        <source>of this flow</source>
        <translation>aus diesem Ablauf</translation>
    </message>
    <message>
        <source>your function</source>
        <translation>eigene Funktion</translation>
    </message>
    <message>
        <source>of the palette</source>
        <translation>aus der Palette</translation>
    </message>
    <message>
        <source>Select a step that lacks a value first.</source>
        <translation>Zuerst einen Schritt auswählen, dem ein Wert fehlt.</translation>
    </message>
    <message>
        <source>Nothing here could give '{port}'.</source>
        <translation>Nichts hier könnte „{port}“ liefern.</translation>
    </message>
    <message>
        <source>No Goal needs this step: it stops no run.</source>
        <translation>Kein Ziel braucht diesen Schritt: Er hält keinen Lauf auf.</translation>
    </message>
    <message>
        <source>Suggest what could give it</source>
        <translation>Vorschlagen, was ihn liefern könnte</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Nichts abblenden</translation>
    </message>
    <message>
        <source>Select what serves no Goal</source>
        <translation>Auswählen, was keinem Ziel dient</translation>
    </message>
    <message>
        <source>A run is on. Stop it before you run another one.</source>
        <translation>Ein Lauf ist im Gange. Halte ihn an, bevor du einen anderen startest.</translation>
    </message>
    <message>
        <source>Back to editing</source>
        <translation>Zurück zum Bearbeiten</translation>
    </message>
    <message>
        <source>Back to the newest moment</source>
        <translation>Zurück zum neuesten Moment</translation>
    </message>
    <message>
        <source>Undoing was stopped.</source>
        <translation>Das Zurücknehmen wurde angehalten.</translation>
    </message>
    <message>
        <source>What {names} did is not undone yet.</source>
        <translation>Was {names} getan hat, ist noch nicht zurückgenommen.</translation>
    </message>
    <message>
        <source>'Go on with it' in the history of runs undoes the rest.</source>
        <translation>„Fortsetzen“ im Verlauf nimmt den Rest zurück.</translation>
    </message>
    <message>
        <source>Go on with it</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>This cannot be gone on with: {why}.</source>
        <translation>Das kann nicht fortgesetzt werden: {why}.</translation>
    </message>
    <message>
        <source>{names} had begun, gave nothing that stands, and must not be repeated: see what came of it.</source>
        <translation>{names} hatte schon begonnen, ohne ein Ergebnis, das noch gilt, und darf nicht wiederholt werden: nachsehen, was daraus wurde.</translation>
    </message>
    <message>
        <source>{names} had begun when the run was cut off, and must not be repeated: see what came of it.</source>
        <translation>{names} hatte begonnen, als der Lauf abbrach, und darf nicht wiederholt werden: nachsehen, was daraus wurde.</translation>
    </message>
    <message>
        <source>Begin again</source>
        <translation>Neu beginnen</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Lassen</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>Critical path</source>
        <translation>Kritischer Pfad</translation>
    </message>
    <message>
        <source>Critical path on the canvas</source>
        <translation>Kritischer Pfad auf der Fläche</translation>
    </message>
    <message>
        <source>Critical path: {count} of {all} steps, {time} of the run's {whole}</source>
        <translation>Kritischer Pfad: {count} von {all} Schritten, {time} von den {whole} des Laufs</translation>
    </message>
    <message>
        <source>Critical path: {names}; {time}</source>
        <translation>Kritischer Pfad: {names}; {time}</translation>
    </message>
    <message>
        <source>Delete this run?</source>
        <translation>Diesen Lauf löschen?</translation>
    </message>
    <message>
        <source>Delete {count} runs?</source>
        <translation>{count} Läufe löschen?</translation>
    </message>
    <message>
        <source>Event of the run</source>
        <translation>Ereignis des Laufs</translation>
    </message>
    <message>
        <source>From the run of {one} to that of {other}</source>
        <translation>Vom Lauf um {one} zu dem um {other}</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>History of runs</source>
        <translation>Verlauf der Läufe</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Lane {number}</source>
        <translation>Spur {number}</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Neu nachsehen</translation>
    </message>
    <message>
        <source>Look closer (+)</source>
        <translation>Näher heran (+)</translation>
    </message>
    <message>
        <source>Look from farther (-)</source>
        <translation>Weiter weg (-)</translation>
    </message>
    <message>
        <source>Moments of the run</source>
        <translation>Momente des Laufs</translation>
    </message>
    <message>
        <source>No run has all these words in it.</source>
        <translation>In keinem Lauf stehen alle diese Wörter.</translation>
    </message>
    <message>
        <source>No runs are kept yet.</source>
        <translation>Noch sind keine Läufe aufbewahrt.</translation>
    </message>
    <message>
        <source>Nothing differs: plan, values, causes and times agree.</source>
        <translation>Nichts ist anders: Plan, Werte, Gründe und Zeiten stimmen überein.</translation>
    </message>
    <message>
        <source>All flows</source>
        <translation>Alle Abläufe</translation>
    </message>
    <message>
        <source>One event back</source>
        <translation>Ein Ereignis zurück</translation>
    </message>
    <message>
        <source>One event on</source>
        <translation>Ein Ereignis weiter</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Play the run</source>
        <translation>Den Lauf abspielen</translation>
    </message>
    <message>
        <source>Rows of the timeline</source>
        <translation>Zeilen der Zeitleiste</translation>
    </message>
    <message>
        <source>Run of {time} · it goes on · read-only</source>
        <translation>Lauf um {time} · er geht weiter · schreibgeschützt</translation>
    </message>
    <message>
        <source>Run of {time} · {status} in {took} · read-only</source>
        <translation>Lauf um {time} · {status} in {took} · schreibgeschützt</translation>
    </message>
    <message>
        <source>Runs that are kept</source>
        <translation>Aufbewahrte Läufe</translation>
    </message>
    <message>
        <source>Search the runs</source>
        <translation>Läufe durchsuchen</translation>
    </message>
    <message>
        <source>Search: status, goal, inputs, flow, date</source>
        <translation>Suche: Status, Ziel, Eingaben, Ablauf, Datum</translation>
    </message>
    <message>
        <source>Select a step to see what it waited for and what it held up.</source>
        <translation>Wähle einen Schritt, um zu sehen, worauf er gewartet und was er aufgehalten hat.</translation>
    </message>
    <message>
        <source>Show all of the run (Home)</source>
        <translation>Den ganzen Lauf zeigen (Pos1)</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>Stop comparing</source>
        <translation>Nicht mehr vergleichen</translation>
    </message>
    <message>
        <source>Stop playing</source>
        <translation>Abspielen anhalten</translation>
    </message>
    <message>
        <source>The timeline as a table</source>
        <translation>Die Zeitleiste als Tabelle</translation>
    </message>
    <message>
        <source>There is no command for this run: its flow is in no file.</source>
        <translation>Für diesen Lauf gibt es keinen Befehl: Sein Ablauf steht in keiner Datei.</translation>
    </message>
    <message>
        <source>They cannot be brought back.</source>
        <translation>Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>This cannot be run again: {why}.</source>
        <translation>Das lässt sich nicht noch einmal ausführen: {why}.</translation>
    </message>
    <message>
        <source>This flow has not run yet. Tick 'All flows' to see the others.</source>
        <translation>Dieser Ablauf ist noch nicht gelaufen. Mit „Alle Abläufe“ siehst du die anderen.</translation>
    </message>
    <message>
        <source>This is a run as it was. Go back to editing to change the flow.</source>
        <translation>Das ist ein Lauf, wie er war. Geh zurück zum Bearbeiten, um den Ablauf zu ändern.</translation>
    </message>
    <message>
        <source>This is no run that can be shown: {why}.</source>
        <translation>Das ist kein Lauf, der sich zeigen lässt: {why}.</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>Ans Ende</translation>
    </message>
    <message>
        <source>What differs between the two runs</source>
        <translation>Was an den zwei Läufen verschieden ist</translation>
    </message>
    <message>
        <source>at work: {time}</source>
        <translation>bei der Arbeit: {time}</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>blockiert</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>drawn from its events: its flow was not found</source>
        <translation>aus seinen Ereignissen gezeichnet: Sein Ablauf wurde nicht gefunden</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>if this were cached: no sooner</source>
        <translation>wäre das gemerkt: nicht früher</translation>
    </message>
    <message>
        <source>if this were cached: −{time}</source>
        <translation>wäre das gemerkt: −{time}</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>none: critical</source>
        <translation>keiner: kritisch</translation>
    </message>
    <message>
        <source>on the critical path</source>
        <translation>auf dem kritischen Pfad</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>ausstehend</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>übersprungen</translation>
    </message>
    <message>
        <source>slack {time}</source>
        <translation>Spielraum {time}</translation>
    </message>
    <message>
        <source>took {time}</source>
        <translation>dauerte {time}</translation>
    </message>
    <message>
        <source>try {number}: {time}</source>
        <translation>Versuch {number}: {time}</translation>
    </message>
    <message>
        <source>waited {time} after try {number} had failed</source>
        <translation>wartete {time}, nachdem Versuch {number} fehlgeschlagen war</translation>
    </message>
    <message>
        <source>waited {time} for '{name}'</source>
        <translation>wartete {time} auf „{name}“</translation>
    </message>
    <message>
        <source>waited {time} for '{name}' from '{step}'</source>
        <translation>wartete {time} auf „{name}“ von „{step}“</translation>
    </message>
    <message>
        <source>waited {time} for a person</source>
        <translation>wartete {time} auf einen Menschen</translation>
    </message>
    <message>
        <source>waited {time} for a worker</source>
        <translation>wartete {time} auf einen Arbeiter</translation>
    </message>
    <message>
        <source>waited {time} for an input</source>
        <translation>wartete {time} auf eine Eingabe</translation>
    </message>
    <message>
        <source>{clock} · +{time} · event {number} of {count}</source>
        <translation>{clock} · +{time} · Ereignis {number} von {count}</translation>
    </message>
    <message>
        <source>{count} tries</source>
        <translation>{count} Versuche</translation>
    </message>
    <message>
        <source>{name} · run of {time}</source>
        <translation>{name} · Lauf um {time}</translation>
    </message>
    <message>
        <source>{time} before anybody asked for it</source>
        <translation>{time}, bevor ihn jemand verlangte</translation>
    </message>
    <message>
        <source>{time} of undoing</source>
        <translation>{time} Zurücknehmen</translation>
    </message>
    <message>
        <source>began again: {time} of work lost when the run was cut off</source>
        <translation>neu begonnen: {time} Arbeit ging verloren, als der Lauf abbrach</translation>
    </message>
    <message>
        <source>cut off for {time}, which is left out</source>
        <translation>{time} lang abgebrochen, hier ausgelassen</translation>
    </message>
    <message>
        <source>Cut off here, and gone on {time} later</source>
        <translation>Hier abgebrochen und {time} später fortgesetzt</translation>
    </message>
    <message>
        <source>{time} while the run was paused</source>
        <translation>{time}, während der Lauf angehalten war</translation>
    </message>
    <message>
        <source>{title}: {count} differences</source>
        <translation>{title}: {count} Unterschiede</translation>
    </message>
    <message>
        <source>Each step</source>
        <translation>Jeder Schritt</translation>
    </message>
    <message>
        <source>Flows inside too</source>
        <translation>Auch innere Abläufe</translation>
    </message>
    <message>
        <source>By kind</source>
        <translation>Nach Art</translation>
    </message>
    <message>
        <source>In lanes</source>
        <translation>In Spuren</translation>
    </message>
    <message>
        <source>Runs do their work with the executor '{name}'.</source>
        <translation>Läufe arbeiten mit dem Ausführer „{name}“.</translation>
    </message>
    <message>
        <source>runs with the executor '{name}'</source>
        <translation>läuft mit dem Ausführer „{name}“</translation>
    </message>
    <message>
        <source>waiting for a worker at {address}</source>
        <translation>wartet auf einen Arbeiter bei {address}</translation>
    </message>
    <message>
        <source>Fetching {what}…</source>
        <translation>Hole {what} …</translation>
    </message>
    <message>
        <source>Looking for {address} …</source>
        <translation>Suche {address} …</translation>
    </message>
    <message>
        <source>Open the cluster's dashboard</source>
        <translation>Dashboard des Clusters öffnen</translation>
    </message>
    <message>
        <source>worker {name}</source>
        <translation>Arbeiter {name}</translation>
    </message>
    <message>
        <source>workers are being started</source>
        <translation>Arbeiter werden gestartet</translation>
    </message>
    <message>
        <source>as the run says</source>
        <translation>wie der Lauf es sagt</translation>
    </message>
    <message>
        <source>here, whatever the run says</source>
        <translation>hier, was der Lauf auch sagt</translation>
    </message>
    <message>
        <source>At the address</source>
        <translation>Bei der Adresse</translation>
    </message>
    <message>
        <source>tcp://HOST:PORT, or a cluster on this machine</source>
        <translation>tcp://HOST:PORT, oder ein Cluster auf diesem Rechner</translation>
    </message>
    <message>
        <source>nothing, or such as {{"memory": "4 GB", "GPU": 1, "worker": "big-1"}}</source>
        <translation>nichts, oder etwa {{"memory": "4 GB", "GPU": 1, "worker": "big-1"}}</translation>
    </message>
    <message>
        <source>What it takes up is a JSON object, such as {"GPU": 1}.</source>
        <translation>Was er beansprucht, ist ein JSON-Objekt, etwa {"GPU": 1}.</translation>
    </message>
    <message>
        <source>What it takes up needs a name, such as 'GPU'.</source>
        <translation>Was er beansprucht, braucht einen Namen, etwa „GPU“.</translation>
    </message>
    <message>
        <source>'worker' is the name or the address of a worker.</source>
        <translation>„worker“ ist der Name oder die Adresse eines Arbeiters.</translation>
    </message>
    <message>
        <source>'{name}' is a number of 0 or more, or a size such as '4 GB'.</source>
        <translation>„{name}“ ist eine Zahl ab 0 oder eine Größe wie „4 GB“.</translation>
    </message>
    <message>
        <source>There is no executor '{name}'; there are {names}.</source>
        <translation>Es gibt keinen Ausführer „{name}“; es gibt {names}.</translation>
    </message>
    <message>
        <source>Executor '{name}' cannot be used: {why}.</source>
        <translation>Der Ausführer „{name}“ kann nicht benutzt werden: {why}.</translation>
    </message>
    <message>
        <source>Did you mean '{name}'?</source>
        <translation>War „{name}“ gemeint?</translation>
    </message>
    <message>
        <source>nobody answers within {time} s</source>
        <translation>niemand antwortet innerhalb von {time} s</translation>
    </message>
    <message>
        <source>Nothing can be run at '{address}': {why}. Check that the scheduler is running and that the address is right.</source>
        <translation>Bei „{address}“ kann nichts ausgeführt werden: {why}. Prüfen, ob der Scheduler läuft und die Adresse stimmt.</translation>
    </message>
    <message>
        <source>'{address}' is no address. Write it as tcp://HOST:PORT.</source>
        <translation>„{address}“ ist keine Adresse. Geschrieben wird sie als tcp://HOST:PORT.</translation>
    </message>
    <message>
        <source>Where it runs</source>
        <translation>Wo ausgeführt wird</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Remembered for you and this flow; the flow file stays as it is.</source>
        <translation>Wird für diesen Ablauf gemerkt; seine Datei bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>tcp://HOST:PORT; empty: a cluster on this machine</source>
        <translation>tcp://HOST:PORT; leer: ein Cluster auf diesem Rechner</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Benutzen</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>Hier</translation>
    </message>
    <message>
        <source>Runs do their work here.</source>
        <translation>Läufe arbeiten hier.</translation>
    </message>
    <message>
        <source>Runs do their work at {address}.</source>
        <translation>Läufe arbeiten bei {address}.</translation>
    </message>
    <message>
        <source>Each run starts a cluster on this machine for its work ('{name}').</source>
        <translation>Jeder Lauf startet für seine Arbeit einen Cluster auf diesem Rechner („{name}“).</translation>
    </message>
    <message>
        <source>on 1 worker at {address}</source>
        <translation>auf 1 Arbeiter bei {address}</translation>
    </message>
    <message>
        <source>on {count} workers at {address}</source>
        <translation>auf {count} Arbeitern bei {address}</translation>
    </message>
    <message>
        <source>runs at {address}</source>
        <translation>läuft bei {address}</translation>
    </message>
    <message>
        <source>runs on a cluster of this machine</source>
        <translation>läuft auf einem Cluster dieses Rechners</translation>
    </message>
    <message>
        <source>dashboard</source>
        <translation>Dashboard</translation>
    </message>
    <message>
        <source>Where it runs: here</source>
        <translation>Wo ausgeführt wird: hier</translation>
    </message>
    <message>
        <source>Where it runs: a cluster on this machine</source>
        <translation>Wo ausgeführt wird: ein Cluster auf diesem Rechner</translation>
    </message>
    <message>
        <source>Where it runs: at an address…</source>
        <translation>Wo ausgeführt wird: bei einer Adresse …</translation>
    </message>
    <message>
        <source>By worker</source>
        <translation>Nach Arbeiter</translation>
    </message>
    <message>
        <source>here</source>
        <translation>hier</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>unterwegs</translation>
    </message>
    <message>
        <source>on worker {name}</source>
        <translation>auf Arbeiter {name}</translation>
    </message>
    <message>
        <source>on workers {names}</source>
        <translation>auf den Arbeitern {names}</translation>
    </message>
    <message>
        <source>on {count} workers, such as {names}</source>
        <translation>auf {count} Arbeitern, etwa {names}</translation>
    </message>
    <message>
        <source>{name}: {time} on worker {worker}</source>
        <translation>{name}: {time} auf Arbeiter {worker}</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Arbeiter</translation>
    </message>
    <message>
        <source>the last on worker {name}</source>
        <translation>das letzte auf Arbeiter {name}</translation>
    </message>
    <message>
        <source>{words} · on worker {name}</source>
        <translation>{words} · auf Arbeiter {name}</translation>
    </message>
    <message>
        <source>Last on worker {name}.</source>
        <translation>Zuletzt auf Arbeiter {name}.</translation>
    </message>
    <message>
        <source>Began at</source>
        <translation>Begann nach</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Waited</source>
        <translation>Wartete</translation>
    </message>
    <message>
        <source>Slack</source>
        <translation>Spielraum</translation>
    </message>
    <message>
        <source>If cached</source>
        <translation>Wäre es gemerkt</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Reading {what}…</source>
        <translation>{what} wird gelesen…</translation>
    </message>
    <message>
        <source>Open the chosen run</source>
        <translation>Gewählten Lauf öffnen</translation>
    </message>
    <message>
        <source>Compare the two chosen runs</source>
        <translation>Die zwei gewählten Läufe vergleichen</translation>
    </message>
    <message>
        <source>Go on with the run that was cut off</source>
        <translation>Abgebrochenen Lauf fortsetzen</translation>
    </message>
    <message>
        <source>Choose a run in the history first.</source>
        <translation>Erst im Verlauf einen Lauf auswählen.</translation>
    </message>
    <message>
        <source>Choose two runs in the history first.</source>
        <translation>Erst im Verlauf zwei Läufe auswählen.</translation>
    </message>
    <message>
        <source>Choose a run in the history that was cut off.</source>
        <translation>Erst im Verlauf einen Lauf auswählen, der abgebrochen ist.</translation>
    </message>
    <message>
        <source>Compare two runs</source>
        <translation>Zwei Läufe vergleichen</translation>
    </message>
    <message>
        <source>There is no Flow input '{name}' any more.</source>
        <translation>Es gibt keine Eingabe „{name}“ mehr.</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>'{step}' is no longer in the flow.</source>
        <translation>„{step}“ ist nicht mehr im Ablauf.</translation>
    </message>
    <message>
        <source>needs 1 input</source>
        <translation>braucht 1 Wert</translation>
    </message>
    <message>
        <source>needs {count} inputs</source>
        <translation>braucht {count} Werte</translation>
    </message>
    <message>
        <source>Last run: every goal reached{took}</source>
        <translation>Letzter Lauf: alle Ziele erreicht{took}</translation>
    </message>
    <message>
        <source>Last run: failed{took}: {why}</source>
        <translation>Letzter Lauf: fehlgeschlagen{took}: {why}</translation>
    </message>
    <message>
        <source>Last run: stopped{took}</source>
        <translation>Letzter Lauf: angehalten{took}</translation>
    </message>
    <message>
        <source>Not run yet</source>
        <translation>Noch nicht gelaufen</translation>
    </message>
    <message>
        <source>without a Goal nothing runs</source>
        <translation>ohne Ziel läuft nichts</translation>
    </message>
    <message>
        <source>1 problem is in the way</source>
        <translation>1 Problem steht im Weg</translation>
    </message>
    <message>
        <source>{count} problems are in the way</source>
        <translation>{count} Probleme stehen im Weg</translation>
    </message>
    <message>
        <source>Run asks for 1 value</source>
        <translation>Ausführen fragt nach 1 Wert</translation>
    </message>
    <message>
        <source>Run asks again, with the values of the last run</source>
        <translation>Ausführen fragt noch einmal, mit den Werten des letzten Laufs</translation>
    </message>
    <message>
        <source>Run asks for {count} values</source>
        <translation>Ausführen fragt nach {count} Werten</translation>
    </message>
    <message>
        <source>It asks for what is missing first, and remembers what was given.</source>
        <translation>Was fehlt, wird vorher erfragt, und was gegeben wurde, gemerkt.</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Wieder fragen</translation>
    </message>
    <message>
        <source>Plug-ins…</source>
        <translation>Plug-ins …</translation>
    </message>
    <message>
        <source>Plug-ins</source>
        <translation>Plug-ins</translation>
    </message>
    <message>
        <source>Trusted folders…</source>
        <translation>Vertraute Ordner …</translation>
    </message>
    <message>
        <source>Trusted folders</source>
        <translation>Vertraute Ordner</translation>
    </message>
    <message>
        <source>Always run what is in this folder</source>
        <translation>Was in diesem Ordner ist, immer ausführen</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Jetzt nicht</translation>
    </message>
    <message>
        <source>Run code from '{folder}'?</source>
        <translation>Code aus „{folder}“ ausführen?</translation>
    </message>
    <message>
        <source>Changed since it was allowed: {names}.</source>
        <translation>Geändert, seit es erlaubt wurde: {names}.</translation>
    </message>
    <message>
        <source>What would be executed</source>
        <translation>Was ausgeführt würde</translation>
    </message>
    <message>
        <source>It would</source>
        <translation>Es würde</translation>
    </message>
    <message>
        <source>Code in</source>
        <translation>Code in</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>And {count} more.</source>
        <translation>Und {count} weitere.</translation>
    </message>
    <message>
        <source>Nothing in it executes code, starts programs or calls out.</source>
        <translation>Nichts darin führt Code aus, startet Programme oder ruft ins Netz.</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Aufrufen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Call out</source>
        <translation>Abfragen</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Benutzen</translation>
    </message>
    <message>
        <source>The answer could not be kept, so nothing was run: {why}.</source>
        <translation>Die Antwort ließ sich nicht merken, also lief nichts: {why}.</translation>
    </message>
    <message>
        <source>Nothing was run.</source>
        <translation>Es wurde nichts ausgeführt.</translation>
    </message>
    <message>
        <source>'{name}' was downloaded from {address}. It would do this on your machine:</source>
        <translation>„{name}“ wurde von {address} heruntergeladen. Auf Ihrem Rechner würde es das tun:</translation>
    </message>
    <message>
        <source>'{name}' was downloaded. It would do this on your machine:</source>
        <translation>„{name}“ wurde heruntergeladen. Auf Ihrem Rechner würde es das tun:</translation>
    </message>
    <message>
        <source>'{name}' lies in your folder for downloads. It would do this on your machine:</source>
        <translation>„{name}“ liegt in Ihrem Ordner für Downloads. Auf Ihrem Rechner würde es das tun:</translation>
    </message>
    <message>
        <source>BACKCAST_REQUIRE_TRUST is set, so every flow is asked about. It would do this:</source>
        <translation>BACKCAST_REQUIRE_TRUST ist gesetzt, also wird nach jedem Ablauf gefragt. Er würde das tun:</translation>
    </message>
    <message>
        <source>Looking what packages offer…</source>
        <translation>Es wird nachgesehen, was Pakete bieten …</translation>
    </message>
    <message>
        <source>Package</source>
        <translation>Paket</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Worum es geht</translation>
    </message>
    <message>
        <source>Cannot be used: {why}</source>
        <translation>Nicht benutzbar: {why}</translation>
    </message>
    <message>
        <source>{count} of them cannot be used.</source>
        <translation>{count} davon sind nicht benutzbar.</translation>
    </message>
    <message>
        <source>One of them cannot be used.</source>
        <translation>Eins davon ist nicht benutzbar.</translation>
    </message>
    <message>
        <source>Folders whose code may run</source>
        <translation>Ordner, deren Code laufen darf</translation>
    </message>
    <message>
        <source>What may run</source>
        <translation>Was laufen darf</translation>
    </message>
    <message>
        <source>Forget that code of this folder may run</source>
        <translation>Vergessen, dass Code dieses Ordners laufen darf</translation>
    </message>
    <message>
        <source>No code from elsewhere was allowed to run.</source>
        <translation>Keinem Code von anderswo wurde erlaubt zu laufen.</translation>
    </message>
    <message>
        <source>Kind of Step</source>
        <translation>Art von Schritt</translation>
    </message>
    <message>
        <source>Executor</source>
        <translation>Ausführer</translation>
    </message>
    <message>
        <source>Viewer of values</source>
        <translation>Anzeige für Werte</translation>
    </message>
    <message>
        <source>Ready-made Steps</source>
        <translation>Fertige Schritte</translation>
    </message>
    <message>
        <source>Editor of settings</source>
        <translation>Editor für Einstellungen</translation>
    </message>
    <message>
        <source>It cannot be forgotten: {why}.</source>
        <translation>Es lässt sich nicht vergessen: {why}.</translation>
    </message>
    <message>
        <source>Whatever is in it, since {day}</source>
        <translation>Was immer darin ist, seit {day}</translation>
    </message>
    <message>
        <source>{count} files as they were on {day}</source>
        <translation>{count} Dateien, wie sie am {day} waren</translation>
    </message>
    <message>
        <source>The editor of '{package}' cannot be used: {why}. This form takes its place.</source>
        <translation>Der Editor von „{package}“ ist nicht benutzbar: {why}. An seiner Stelle steht dieses Formular.</translation>
    </message>
    <message>
        <source>The palette '{name}' cannot be used: {why}.</source>
        <translation>Die Palette „{name}“ ist nicht benutzbar: {why}.</translation>
    </message>
    <message>
        <source>'{file}' cannot be read as Python (line {line}). Mend it first.</source>
        <translation>„{file}“ ist kein lesbares Python (Zeile {line}). Bitte zuerst berichtigen.</translation>
    </message>
    <message>
        <source>'{file}' has a '{name}' already. Choose another name.</source>
        <translation>„{file}“ hat schon ein „{name}“. Wähle einen anderen Namen.</translation>
    </message>
    <message>
        <source>'{file}'{where}: {why}. What could be read of it is on offer.</source>
        <translation>„{file}“{where}: {why}. Was davon lesbar war, steht zur Wahl.</translation>
    </message>
    <message>
        <source>'{name}' cannot be a name in Python. Rename it first.</source>
        <translation>„{name}“ kann in Python kein Name sein. Benenne es zuerst um.</translation>
    </message>
    <message>
        <source>'{name}' cannot be read: {why}.</source>
        <translation>„{name}“ ist nicht lesbar: {why}.</translation>
    </message>
    <message>
        <source>'{name}' cannot be the name of a module.</source>
        <translation>„{name}“ kann nicht der Name eines Moduls sein.</translation>
    </message>
    <message>
        <source>'{step}': {names} had no counterpart in the function and went, with their wires.</source>
        <translation>„{step}“: {names} hatte kein Gegenstück in der Funktion und ist samt Leitungen entfallen.</translation>
    </message>
    <message>
        <source>, line {line}</source>
        <translation>, Zeile {line}</translation>
    </message>
    <message>
        <source>A folder or an installed package</source>
        <translation>Ein Ordner oder ein installiertes Paket</translation>
    </message>
    <message>
        <source>Writes a function, and adds a step that calls it.</source>
        <translation>Schreibt eine Funktion und legt einen Schritt an, der sie aufruft.</translation>
    </message>
    <message>
        <source>Writes a function with the ports of '{step}'.</source>
        <translation>Schreibt eine Funktion mit den Anschlüssen von „{step}“.</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add folders and installed packages whose functions are offered here</source>
        <translation>Ordner und installierte Pakete hinzufügen, deren Funktionen hier zur Wahl stehen</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Choose another editor…</source>
        <translation>Anderen Editor wählen…</translation>
    </message>
    <message>
        <source>Edit the code</source>
        <translation>Code bearbeiten</translation>
    </message>
    <message>
        <source>File beside the flow</source>
        <translation>Datei neben dem Ablauf</translation>
    </message>
    <message>
        <source>Folder or package</source>
        <translation>Ordner oder Paket</translation>
    </message>
    <message>
        <source>Folder with Python files</source>
        <translation>Ordner mit Python-Dateien</translation>
    </message>
    <message>
        <source>A file that is there is added to. Folder: {folder}</source>
        <translation>Eine vorhandene Datei wird ergänzt. Ordner: {folder}</translation>
    </message>
    <message>
        <source>Folders and packages</source>
        <translation>Ordner und Pakete</translation>
    </message>
    <message>
        <source>Folders and packages…</source>
        <translation>Ordner und Pakete…</translation>
    </message>
    <message>
        <source>New Python step</source>
        <translation>Neuer Python-Schritt</translation>
    </message>
    <message>
        <source>New Python step…</source>
        <translation>Neuer Python-Schritt…</translation>
    </message>
    <message>
        <source>Ports of '{step}' updated; every wire is kept</source>
        <translation>Anschlüsse von „{step}“ angepasst; alle Leitungen bleiben</translation>
    </message>
    <message>
        <source>Ports of '{step}': {pairs}; every wire is kept</source>
        <translation>Anschlüsse von „{step}“: {pairs}; alle Leitungen bleiben</translation>
    </message>
    <message>
        <source>Python code</source>
        <translation>Python-Code</translation>
    </message>
    <message>
        <source>Save mine over it</source>
        <translation>Meine Fassung darüberspeichern</translation>
    </message>
    <message>
        <source>Save the file (Ctrl+S)</source>
        <translation>Datei speichern (Strg+S)</translation>
    </message>
    <message>
        <source>Say here what it does.</source>
        <translation>Sage hier, was sie tut.</translation>
    </message>
    <message>
        <source>Select one Python step first.</source>
        <translation>Wähle zuerst einen Python-Schritt.</translation>
    </message>
    <message>
        <source>Take the other</source>
        <translation>Die andere Fassung nehmen</translation>
    </message>
    <message>
        <source>The files beside the flow are always there. They are read, never run.</source>
        <translation>Die Dateien neben dem Ablauf sind immer dabei. Sie werden gelesen, nie ausgeführt.</translation>
    </message>
    <message>
        <source>The ports are those of the functions already.</source>
        <translation>Die Anschlüsse sind schon die der Funktionen.</translation>
    </message>
    <message>
        <source>Update the ports</source>
        <translation>Anschlüsse anpassen</translation>
    </message>
    <message>
        <source>Update the ports of '{step}'</source>
        <translation>Anschlüsse von „{step}“ anpassen</translation>
    </message>
    <message>
        <source>Call the input '{old}' '{new}'</source>
        <translation>Eingang „{old}“ in „{new}“ umbenennen</translation>
    </message>
    <message>
        <source>Call the output '{old}' '{new}'</source>
        <translation>Ausgang „{old}“ in „{new}“ umbenennen</translation>
    </message>
    <message>
        <source>Drop to add an input '{name}' to '{step}' · Esc: cancel</source>
        <translation>Loslassen: „{step}“ bekommt einen Eingang „{name}“ · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Add the input {names}</source>
        <translation>Eingang {names} hinzufügen</translation>
    </message>
    <message>
        <source>Add the inputs {names}</source>
        <translation>Eingänge {names} hinzufügen</translation>
    </message>
    <message>
        <source>Add the output '{name}'</source>
        <translation>Ausgang „{name}“ hinzufügen</translation>
    </message>
    <message>
        <source>Enable '{step}'</source>
        <translation>„{step}“ einschalten</translation>
    </message>
    <message>
        <source>Forget the Goal '{step}'</source>
        <translation>Ziel „{step}“ vergessen</translation>
    </message>
    <message>
        <source>Let '{port}' read '{name}'</source>
        <translation>„{port}“ „{name}“ lesen lassen</translation>
    </message>
    <message>
        <source>Make '{step}' the Goal</source>
        <translation>„{step}“ zum Ziel machen</translation>
    </message>
    <message>
        <source>Mend the problem</source>
        <translation>Problem beheben</translation>
    </message>
    <message>
        <source>None of the problems is one that a key could mend.</source>
        <translation>Keines der Probleme lässt sich mit einer Taste beheben.</translation>
    </message>
    <message>
        <source>Update the ports of {count} steps</source>
        <translation>Anschlüsse von {count} Schritten anpassen</translation>
    </message>
    <message>
        <source>Use the examples</source>
        <translation>Beispiele übernehmen</translation>
    </message>
    <message>
        <source>Write a function of your own, and have it on the canvas</source>
        <translation>Eine eigene Funktion schreiben und gleich auf der Fläche haben</translation>
    </message>
    <message>
        <source>What {name} gives.</source>
        <translation>Was {name} liefert.</translation>
    </message>
    <message>
        <source>Where functions come from</source>
        <translation>Woher Funktionen kommen</translation>
    </message>
    <message>
        <source>Where functions come from…</source>
        <translation>Woher Funktionen kommen…</translation>
    </message>
    <message>
        <source>Where the module lies, as seen from the flow file, if it is not beside it.</source>
        <translation>Wo das Modul liegt, von der Ablaufdatei aus gesehen, wenn nicht neben ihr.</translation>
    </message>
    <message>
        <source>Write '{function}' for '{step}'</source>
        <translation>„{function}“ für „{step}“ schreiben</translation>
    </message>
    <message>
        <source>Write it</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>{place} (not found)</source>
        <translation>{place} (nicht gefunden)</translation>
    </message>
    <message>
        <source>A run as it was</source>
        <translation>Ein Lauf, wie er war</translation>
    </message>
    <message>
        <source>Good luck</source>
        <translation>Viel Glück</translation>
    </message>
    <message>
        <source>run of {time}, {status}, {some} of {all} Steps ran</source>
        <translation>Lauf von {time}, {status}, {some} von {all} Schritten liefen</translation>
    </message>
    <message>
        <source>'{name}' is a module of Python itself; a file of that name would stand in its way. Choose another name.</source>
        <translation>„{name}“ ist ein Modul von Python selbst; eine Datei dieses Namens stünde ihm im Weg. Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>The code that failed</source>
        <translation>Der Code, der scheiterte</translation>
    </message>
    <message>
        <source>needs its value</source>
        <translation>braucht seinen Wert</translation>
    </message>
    <message>
        <source>Show me round</source>
        <translation>Zeig mir, wie es geht</translation>
    </message>
    <message>
        <source>All examples…</source>
        <translation>Alle Beispiele …</translation>
    </message>
    <message>
        <source>Help on this</source>
        <translation>Hilfe hierzu</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>Handbuch</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Back (Alt+Left)</source>
        <translation>Zurück (Alt+Links)</translation>
    </message>
    <message>
        <source>Forward (Alt+Right)</source>
        <translation>Vor (Alt+Rechts)</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copy to the clipboard</source>
        <translation>In die Zwischenablage kopieren</translation>
    </message>
    <message>
        <source>Find on this page (Ctrl+F)</source>
        <translation>Auf dieser Seite suchen (Strg+F)</translation>
    </message>
    <message>
        <source>Page of the guide</source>
        <translation>Seite des Handbuchs</translation>
    </message>
    <message>
        <source>Pages of the guide</source>
        <translation>Seiten des Handbuchs</translation>
    </message>
    <message>
        <source>The guide has no page '{name}'.</source>
        <translation>Das Handbuch hat keine Seite „{name}“.</translation>
    </message>
    <message>
        <source>The address is on the clipboard: {link}</source>
        <translation>Die Adresse ist in der Zwischenablage: {link}</translation>
    </message>
    <message>
        <source>Find an example</source>
        <translation>Ein Beispiel finden</translation>
    </message>
    <message>
        <source>Find an example: a word of what it does, or a kind of step</source>
        <translation>Ein Beispiel finden: ein Wort zu dem, was es tut, oder eine Art von Schritt</translation>
    </message>
    <message>
        <source>No example has all these words in it. Take one of them back.</source>
        <translation>In keinem Beispiel kommen alle diese Wörter vor. Nimm eines davon zurück.</translation>
    </message>
    <message>
        <source>Save a copy with its modules and data in a folder of yours</source>
        <translation>Eine Kopie mit Modulen und Daten in einem eigenen Ordner speichern</translation>
    </message>
    <message>
        <source>Use as template…</source>
        <translation>Als Vorlage verwenden …</translation>
    </message>
    <message>
        <source>Teaches: {what}</source>
        <translation>Zeigt: {what}</translation>
    </message>
    <message>
        <source>{title}: Enter opens it, Ctrl+Enter copies it</source>
        <translation>{title}: Eingabe öffnet es, Strg+Eingabe kopiert es</translation>
    </message>
    <message>
        <source>Connect it</source>
        <translation>Ihn verbinden</translation>
    </message>
    <message>
        <source>Say what you want</source>
        <translation>Sagen, was man will</translation>
    </message>
    <message>
        <source>Run it</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Look at what came out</source>
        <translation>Ansehen, was herauskam</translation>
    </message>
    <message>
        <source>Do it for me</source>
        <translation>Mach das für mich</translation>
    </message>
    <message>
        <source>Your first function</source>
        <translation>Die erste eigene Funktion</translation>
    </message>
    <message>
        <source>Leave the tour (Esc); Help leads back to where it was</source>
        <translation>Den Rundgang verlassen (Esc); über „Hilfe“ geht es dort weiter, wo er war</translation>
    </message>
    <message>
        <source>{at} of {of}</source>
        <translation>{at} von {of}</translation>
    </message>
    <message>
        <source>That is all there is to it</source>
        <translation>Das ist alles</translation>
    </message>
    <message>
        <source>Drag '{kind}' from the list onto the canvas. Or press Tab on the canvas, type a few letters of it, and press Enter.</source>
        <translation>„{kind}“ aus der Liste auf die Zeichenfläche ziehen. Oder dort Tab drücken, ein paar Buchstaben davon tippen und Eingabe drücken.</translation>
    </message>
    <message>
        <source>Drag from the port on the right of the new step to the port 'wish' of 'Letter'. Or click one and then the other.</source>
        <translation>Vom Anschluss rechts am neuen Schritt zum Anschluss „wish“ von „Letter“ ziehen. Oder erst den einen, dann den anderen anklicken.</translation>
    </message>
    <message>
        <source>Click 'Letter' and press G: it is the Goal. What that takes is worked out backwards from it, and nothing else will run.</source>
        <translation>„Letter“ anklicken und G drücken: Das ist das Ziel. Von ihm aus wird rückwärts ermittelt, was dafür nötig ist, und nichts anderes läuft.</translation>
    </message>
    <message>
        <source>Press Run, or F5. You are asked for the name, which no step makes, and then for what the new step asks. Type something and press Enter.</source>
        <translation>„Ausführen“ oder F5 drücken. Gefragt wird nach dem Namen, den kein Schritt liefert, und dann nach dem, was der neue Schritt wissen will. Etwas tippen und Eingabe drücken.</translation>
    </message>
    <message>
        <source>Click the port on the right of 'Letter': its value is shown below. Or select the step and press Y: that says why it ran.</source>
        <translation>Den Anschluss rechts an „Letter“ anklicken: Sein Wert erscheint unten. Oder den Schritt auswählen und Y drücken: Das sagt, warum er lief.</translation>
    </message>
    <message>
        <source>Steps, a Goal, Run. Save it with Ctrl+S where you like. From here: a function of your own as a step, or an example that is near to what you have in mind.</source>
        <translation>Schritte, ein Ziel, Ausführen. Mit Strg+S speichern, wo man mag. Wie es weitergeht: mit einer eigenen Funktion als Schritt oder mit einem Beispiel, das dem nahekommt, was man vorhat.</translation>
    </message>
    <message>
        <source>Make '{step}' a goal</source>
        <translation>„{step}“ zum Ziel machen</translation>
    </message>
    <message>
        <source>Show all of them</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>No steps yet: Ins adds one here.</source>
        <translation>Noch keine Schritte: Einfg fügt hier einen hinzu.</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>Kontaktabzug</translation>
    </message>
    <message>
        <source>A folder of photos becomes one page with all of them, their sizes and dates.</source>
        <translation>Aus einem Ordner mit Fotos wird eine Seite mit allen, samt Größe und Datum.</translation>
    </message>
    <message>
        <source>each with a limit: at most four photos are looked at at once (parallelism), however many there are.</source>
        <translation>each mit einer Grenze: Höchstens vier Fotos werden zugleich angesehen (parallelism), wie viele es auch sind.</translation>
    </message>
    <message>
        <source>CSV report</source>
        <translation>CSV-Bericht</translation>
    </message>
    <message>
        <source>A folder of CSV files becomes one page with a plot. Drop another file into the folder, and it is in the next report.</source>
        <translation>Aus einem Ordner mit CSV-Dateien wird eine Seite mit einem Diagramm. Kommt eine Datei dazu, steht sie im nächsten Bericht.</translation>
    </message>
    <message>
        <source>each: one step runs once for every element of a list, several at a time, and its results come back in order.</source>
        <translation>each: Ein Schritt läuft einmal für jedes Element einer Liste, mehrere zugleich, und die Ergebnisse kommen der Reihe nach zurück.</translation>
    </message>
    <message>
        <source>Nightly backup</source>
        <translation>Nächtliche Sicherung</translation>
    </message>
    <message>
        <source>Packs a folder, reads the archive back and compares every file, and only then lets the oldest archive go.</source>
        <translation>Packt einen Ordner, liest das Archiv zurück, vergleicht jede Datei und gibt erst dann das älteste Archiv auf.</translation>
    </message>
    <message>
        <source>A flow for cron: exit status 0 only if all went well, progress from inside a step, and order that follows from names alone: nothing is removed before the new archive is verified.</source>
        <translation>Ein Ablauf für cron: Status 0 nur, wenn alles gut ging, Fortschritt aus einem Schritt heraus, und eine Reihenfolge, die allein aus Namen folgt: Nichts wird entfernt, bevor das neue Archiv geprüft ist.</translation>
    </message>
    <message>
        <source>Customer onboarding</source>
        <translation>Kundenaufnahme</translation>
    </message>
    <message>
        <source>A welcome packet, an account and a letter, made at the same time; once all three are there, the onboarding is complete.</source>
        <translation>Ein Willkommenspaket, ein Konto und ein Brief entstehen zugleich; sind alle drei da, ist die Aufnahme fertig.</translation>
    </message>
    <message>
        <source>Three steps run at the same time, since none needs the other; the Goal waits for all three.</source>
        <translation>Drei Schritte laufen zugleich, denn keiner braucht den anderen; das Ziel wartet auf alle drei.</translation>
    </message>
    <message>
        <source>Three goals</source>
        <translation>Drei Ziele</translation>
    </message>
    <message>
        <source>Three outcomes that do not need each other. No step joins them, and all three run at once.</source>
        <translation>Drei Ergebnisse, die einander nicht brauchen. Kein Schritt verbindet sie, und alle drei laufen zugleich.</translation>
    </message>
    <message>
        <source>Several Goals: outcomes that do not need each other.</source>
        <translation>Mehrere Ziele: Ergebnisse, die einander nicht brauchen.</translation>
    </message>
    <message>
        <source>Order processing</source>
        <translation>Bestellung</translation>
    </message>
    <message>
        <source>An order is bought from whoever can deliver, paid for and shipped. If that fails anywhere, everything that was done is taken back.</source>
        <translation>Eine Bestellung wird bei dem gekauft, der liefern kann, bezahlt und verschickt. Schlägt etwas davon fehl, wird alles zurückgenommen.</translation>
    </message>
    <message>
        <source>Stand-ins: the second supplier is asked only if the first fails. Undo: a failed run leaves no trace. Try the address 'Atlantis'.</source>
        <translation>Ersatz: Der zweite Lieferant wird nur gefragt, wenn der erste ausfällt. Zurücknehmen: Ein fehlgeschlagener Lauf hinterlässt keine Spur. Zum Versuchen: die Adresse „Atlantis“.</translation>
    </message>
    <message>
        <source>Page watcher</source>
        <translation>Seitenwächter</translation>
    </message>
    <message>
        <source>Looks at a web page and writes down what changed since the last time. Run it from cron as often as you like.</source>
        <translation>Sieht eine Webseite an und schreibt auf, was sich seit dem letzten Mal geändert hat. Mit cron, sooft man mag.</translation>
    </message>
    <message>
        <source>http with retries, and a condition: with 'when' a step runs only if there is something to do, and a skipped Goal is a good end.</source>
        <translation>http mit Wiederholungen und eine Bedingung: Mit „when“ läuft ein Schritt nur, wenn es etwas zu tun gibt, und ein übersprungenes Ziel ist ein gutes Ende.</translation>
    </message>
    <message>
        <source>Paper figures</source>
        <translation>Abbildungen für einen Aufsatz</translation>
    </message>
    <message>
        <source>A simulation, a fit, a figure and a table. What is slow is remembered: with another colour only the figure is drawn anew.</source>
        <translation>Eine Simulation, eine Anpassung, eine Abbildung und eine Tabelle. Langsames wird gemerkt: Mit einer anderen Farbe wird nur die Abbildung neu gezeichnet.</translation>
    </message>
    <message>
        <source>cache: a step whose definition, code and inputs are the same gives what it gave before, across runs and restarts. Run twice; then change the colour, the seed, or a line of fit_law.</source>
        <translation>cache: Ein Schritt mit gleicher Definition, gleichem Code und gleichen Eingaben gibt, was er schon gab, über Läufe und Neustarts hinweg. Zweimal ausführen; dann die Farbe, den Startwert oder eine Zeile von fit_law ändern.</translation>
    </message>
    <message>
        <source>Quality gate</source>
        <translation>Qualitätsschranke</translation>
    </message>
    <message>
        <source>Readings are checked first. Good ones are published, bad ones put aside with a report; never both.</source>
        <translation>Messwerte werden erst geprüft. Gute werden veröffentlicht, schlechte mit einem Bericht beiseitegelegt; nie beides.</translation>
    </message>
    <message>
        <source>match: a gate on an input. Two Goals, of which one is always skipped, and the run is completed all the same. Put a temperature of 99 into readings.csv and run again.</source>
        <translation>match: eine Schranke an einem Eingang. Zwei Ziele, von denen eines immer übersprungen wird, und der Lauf ist doch abgeschlossen. In readings.csv eine Temperatur von 99 eintragen und noch einmal ausführen.</translation>
    </message>
    <message>
        <source>Release checklist</source>
        <translation>Freigabeliste</translation>
    </message>
    <message>
        <source>Collects what changed, asks for a version, writes the notes, and releases once somebody has approved.</source>
        <translation>Sammelt die Änderungen, fragt nach einer Version, schreibt die Notizen und gibt frei, sobald jemand zugestimmt hat.</translation>
    </message>
    <message>
        <source>ask: a person answers in a panel, on the terminal, or from a file (--answers answers.json). An answered question keeps its answer when the run is resumed.</source>
        <translation>ask: Ein Mensch antwortet im Fenster, im Terminal oder aus einer Datei (--answers answers.json). Eine beantwortete Frage behält ihre Antwort, wenn der Lauf fortgesetzt wird.</translation>
    </message>
    <message>
        <source>A thousand jobs</source>
        <translation>Tausend Aufgaben</translation>
    </message>
    <message>
        <source>One step does a thousand small jobs, sixty-four at a time, and the results come back in order.</source>
        <translation>Ein Schritt erledigt tausend kleine Aufgaben, vierundsechzig zugleich, und die Ergebnisse kommen der Reihe nach zurück.</translation>
    </message>
    <message>
        <source>Fan-out: parallelism says how many elements may be under way; what is free to run at the same time does. Stop it in the middle: it ends at once and says so.</source>
        <translation>Auffächern: parallelism sagt, wie viele Elemente unterwegs sein dürfen; was zugleich laufen kann, läuft zugleich. Mittendrin anhalten: Er endet sofort und sagt es.</translation>
    </message>
    <message>
        <source>An import of orders that fails in the middle: a currency in orders.csv is misspelt. The invoices wait for it in vain, picking the goods does not.</source>
        <translation>Ein Einlesen von Bestellungen, das mittendrin fehlschlägt: Eine Währung in orders.csv ist falsch geschrieben. Die Rechnungen warten vergeblich darauf, das Packen der Ware nicht.</translation>
    </message>
    <message>
        <source>What a failure looks like: the step that failed, what it blocked, and what went on all the same. Correct the line in orders.csv and run again.</source>
        <translation>Wie ein Fehlschlag aussieht: der Schritt, der fehlschlug, was er aufhielt und was trotzdem weiterging. Die Zeile in orders.csv berichtigen und noch einmal ausführen.</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Import '{name}'</source>
        <translation>„{name}“ importieren</translation>
    </message>
    <message>
        <source>Everything that can be imported</source>
        <translation>Alles, was sich importieren lässt</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>'{name}' cannot be imported: {why}</source>
        <translation>„{name}“ lässt sich nicht importieren: {why}</translation>
    </message>
    <message>
        <source>Imported a step from '{name}'</source>
        <translation>Ein Schritt aus „{name}“ importiert</translation>
    </message>
    <message>
        <source>Imported {count} steps from '{name}'</source>
        <translation>{count} Schritte aus „{name}“ importiert</translation>
    </message>
    <message>
        <source>… and {count} more</source>
        <translation>… und {count} weitere</translation>
    </message>
    <message>
        <source>Not carried over:</source>
        <translation>Nicht übernommen:</translation>
    </message>
    <message>
        <source>Run it with --help</source>
        <translation>Mit --help starten</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>Such as --size with {size}: left out with its input, alone where that is true, once for each element of a list.</source>
        <translation>Etwa --size mit {size}: entfällt mit ihrem Eingang, steht allein, wo der wahr ist, und einmal für jedes Element einer Liste.</translation>
    </message>
    <message>
        <source>Outputs by name</source>
        <translation>Ausgänge nach Namen</translation>
    </message>
    <message>
        <source>The answer is an object with the outputs by their names, a single one too.</source>
        <translation>Die Antwort ist ein Objekt mit den Ausgängen unter ihren Namen, auch ein einzelner.</translation>
    </message>
    <message>
        <source>Notebook</source>
        <translation>Notebook</translation>
    </message>
    <message>
        <source>Executes a Jupyter notebook with the inputs as its parameters.</source>
        <translation>Führt ein Jupyter-Notebook mit den Eingängen als Parametern aus.</translation>
    </message>
    <message>
        <source>The file, from the flow file's folder; it is never changed.</source>
        <translation>Die Datei, vom Ordner der Ablaufdatei aus; sie wird nie geändert.</translation>
    </message>
    <message>
        <source>The file that takes the executed notebook; left out, one in the run's work folder.</source>
        <translation>Die Datei, die das ausgeführte Notebook aufnimmt; ohne Angabe eine im Arbeitsordner des Laufs.</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>Kernel</translation>
    </message>
    <message>
        <source>The kernel's name; left out, the notebook's own.</source>
        <translation>Der Name des Kernels; ohne Angabe der des Notebooks.</translation>
    </message>
    <message>
        <source>step '{step}' completed in {time}, at try {tries}</source>
        <translation>Schritt „{step}“ war nach {time} fertig, im {tries}. Versuch</translation>
    </message>
    <message>
        <source>step '{step}' completed in {time}</source>
        <translation>Schritt „{step}“ war nach {time} fertig</translation>
    </message>
    <message>
        <source>step '{step}' completed</source>
        <translation>Schritt „{step}“ ist fertig</translation>
    </message>
    <message>
        <source>step '{step}' failed after {tries} tries: {why}</source>
        <translation>Schritt „{step}“ ist nach {tries} Versuchen fehlgeschlagen: {why}</translation>
    </message>
    <message>
        <source>step '{step}' failed before its work began: {why}</source>
        <translation>Schritt „{step}“ ist fehlgeschlagen, bevor seine Arbeit begann: {why}</translation>
    </message>
    <message>
        <source>step '{step}' failed: {why}</source>
        <translation>Schritt „{step}“ ist fehlgeschlagen: {why}</translation>
    </message>
    <message>
        <source>step '{step}' was skipped: {why}</source>
        <translation>Schritt „{step}“ wurde übersprungen: {why}</translation>
    </message>
    <message>
        <source>step '{step}' was cancelled: {why}</source>
        <translation>Schritt „{step}“ wurde abgebrochen: {why}</translation>
    </message>
    <message>
        <source>step '{step}' could not run: {why}</source>
        <translation>Schritt „{step}“ konnte nicht laufen: {why}</translation>
    </message>
    <message>
        <source>step '{step}' has not begun: it waits for step {steps}</source>
        <translation>Schritt „{step}“ hat noch nicht begonnen: er wartet auf Schritt {steps}</translation>
    </message>
    <message>
        <source>step '{step}' has not begun: it waits for steps {steps}</source>
        <translation>Schritt „{step}“ hat noch nicht begonnen: er wartet auf die Schritte {steps}</translation>
    </message>
    <message>
        <source>step '{step}' has not begun: nobody has asked for it yet</source>
        <translation>Schritt „{step}“ hat noch nicht begonnen: niemand hat bisher nach ihm gefragt</translation>
    </message>
    <message>
        <source>let step '{step}' run a flow that does not run it again</source>
        <translation>Schritt „{step}“ einen Ablauf ausführen lassen, der ihn nicht wieder ausführt</translation>
    </message>
    <message>
        <source>that is inside of step '{step}'</source>
        <translation>das liegt im Innern von Schritt „{step}“</translation>
    </message>
    <message>
        <source>that is inside of step '{step}', element {item}</source>
        <translation>das liegt im Innern von Schritt „{step}“, Element {item}</translation>
    </message>
    <message>
        <source>step '{step}' is at work</source>
        <translation>Schritt „{step}“ arbeitet</translation>
    </message>
    <message>
        <source>step '{step}' did not have to run: its outputs were remembered from an earlier run</source>
        <translation>Schritt „{step}“ musste nicht laufen: seine Ausgänge sind von einem früheren Lauf gemerkt</translation>
    </message>
    <message>
        <source>step '{step}' is in the plan: it is a goal</source>
        <translation>Schritt „{step}“ ist im Plan: er ist ein Ziel</translation>
    </message>
    <message>
        <source>step '{step}' is in the plan: goal {goals} needs it, through {way}</source>
        <translation>Schritt „{step}“ ist im Plan: Ziel {goals} braucht ihn, über {way}</translation>
    </message>
    <message>
        <source>step '{step}' is in the plan, but cannot run yet: nothing gives {names}</source>
        <translation>Schritt „{step}“ ist im Plan, kann aber noch nicht laufen: nichts gibt {names}</translation>
    </message>
    <message>
        <source>step '{step}' is in the plan, but: {why}</source>
        <translation>Schritt „{step}“ ist im Plan, aber: {why}</translation>
    </message>
    <message>
        <source>step '{step}' is not in the plan: {why}</source>
        <translation>Schritt „{step}“ ist nicht im Plan: {why}</translation>
    </message>
    <message>
        <source>to run, step '{step}' would also need {names}, which nothing gives</source>
        <translation>Um zu laufen, bräuchte Schritt „{step}“ auch {names}, was nichts gibt</translation>
    </message>
    <message>
        <source>nothing can run before this is mended: {why}</source>
        <translation>Bevor dies behoben ist, kann nichts laufen: {why}</translation>
    </message>
    <message>
        <source>'{port}' took what step {steps} delivered</source>
        <translation>„{port}“ nahm, was Schritt {steps} lieferte</translation>
    </message>
    <message>
        <source>'{port}' took what steps {steps} delivered</source>
        <translation>„{port}“ nahm, was die Schritte {steps} lieferten</translation>
    </message>
    <message>
        <source>'{port}' took the given {names}</source>
        <translation>„{port}“ nahm den gegebenen Wert {names}</translation>
    </message>
    <message>
        <source>'{port}' took its own value</source>
        <translation>„{port}“ nahm den eigenen Wert</translation>
    </message>
    <message>
        <source>'{port}' was changed by hand</source>
        <translation>„{port}“ wurde von Hand geändert</translation>
    </message>
    <message>
        <source>input '{name}' waits for step {steps}</source>
        <translation>Eingang „{name}“ wartet auf Schritt {steps}</translation>
    </message>
    <message>
        <source>input '{name}' takes the given {names}</source>
        <translation>Eingang „{name}“ nimmt den gegebenen Wert {names}</translation>
    </message>
    <message>
        <source>input '{name}' is pinned to a value</source>
        <translation>Eingang „{name}“ ist auf einen Wert festgelegt</translation>
    </message>
    <message>
        <source>input '{name}' needs {names}, which nothing gives</source>
        <translation>Eingang „{name}“ braucht {names}, was nichts gibt</translation>
    </message>
    <message>
        <source>input '{name}' takes its default, since nothing gives it a value</source>
        <translation>Eingang „{name}“ nimmt seine Vorgabe, da nichts ihm einen Wert gibt</translation>
    </message>
    <message>
        <source>input '{name}' is left out, since nothing gives it a value</source>
        <translation>Eingang „{name}“ bleibt aus, da nichts ihm einen Wert gibt</translation>
    </message>
    <message>
        <source>nothing gives '{name}', and step {steps} cannot run without it</source>
        <translation>Nichts gibt „{name}“, und Schritt {steps} kann ohne das nicht laufen</translation>
    </message>
    <message>
        <source>nothing gives '{name}', and steps {steps} cannot run without it</source>
        <translation>Nichts gibt „{name}“, und die Schritte {steps} können ohne das nicht laufen</translation>
    </message>
    <message>
        <source>'{name}' was set by step '{step}': {value}</source>
        <translation>„{name}“ wurde von Schritt „{step}“ gesetzt: {value}</translation>
    </message>
    <message>
        <source>'{name}' has no value in this run</source>
        <translation>„{name}“ hat in diesem Lauf keinen Wert</translation>
    </message>
    <message>
        <source>the wire was used: '{target}' took '{name}' from '{source}'</source>
        <translation>Die Leitung wurde benutzt: „{target}“ nahm „{name}“ von „{source}“</translation>
    </message>
    <message>
        <source>the wire was not used: '{target}' took nothing from '{source}'</source>
        <translation>Die Leitung wurde nicht benutzt: „{target}“ nahm nichts von „{source}“</translation>
    </message>
    <message>
        <source>step '{step}' was not run again: its outputs were taken from run '{run}'</source>
        <translation>Schritt „{step}“ lief nicht noch einmal: seine Ausgaben stammen aus Lauf „{run}“</translation>
    </message>
    <message>
        <source>step '{step}' is in the plan, but will be skipped: nothing asks for it</source>
        <translation>Schritt „{step}“ ist im Plan, wird aber übersprungen: nichts verlangt ihn</translation>
    </message>
    <message>
        <source>step '{step}' will be skipped: {why}</source>
        <translation>Schritt „{step}“ wird übersprungen werden: {why}</translation>
    </message>
    <message>
        <source>step '{step}': {why}</source>
        <translation>Schritt „{step}“: {why}</translation>
    </message>
    <message>
        <source>input '{port}' asks for step '{step}', which needs it, only if step {steps} ends without delivering</source>
        <translation>Eingang „{port}“ verlangt Schritt „{step}“, der ihn braucht, nur, wenn Schritt {steps} endet, ohne zu liefern</translation>
    </message>
    <message>
        <source>input '{port}' asks for step '{step}', which needs it, only if steps {steps} end without delivering</source>
        <translation>Eingang „{port}“ verlangt Schritt „{step}“, der ihn braucht, nur, wenn die Schritte {steps} enden, ohne zu liefern</translation>
    </message>
    <message>
        <source>input '{port}' asks for it only if step {steps} ends without delivering</source>
        <translation>Eingang „{port}“ verlangt ihn nur, wenn Schritt {steps} endet, ohne zu liefern</translation>
    </message>
    <message>
        <source>input '{port}' asks for it only if steps {steps} end without delivering</source>
        <translation>Eingang „{port}“ verlangt ihn nur, wenn die Schritte {steps} enden, ohne zu liefern</translation>
    </message>
    <message>
        <source>step '{reader}' asks for step '{step}', which needs it, only once its gate at {names} is open</source>
        <translation>Schritt „{reader}“ verlangt Schritt „{step}“, der ihn braucht, erst, wenn sein Tor an {names} offen ist</translation>
    </message>
    <message>
        <source>step '{reader}' asks for step '{step}', which needs it, only once its gates at {names} are open</source>
        <translation>Schritt „{reader}“ verlangt Schritt „{step}“, der ihn braucht, erst, wenn seine Tore an {names} offen sind</translation>
    </message>
    <message>
        <source>step '{reader}' asks for it only once its gate at {names} is open</source>
        <translation>Schritt „{reader}“ verlangt ihn erst, wenn sein Tor an {names} offen ist</translation>
    </message>
    <message>
        <source>step '{reader}' asks for it only once its gates at {names} are open</source>
        <translation>Schritt „{reader}“ verlangt ihn erst, wenn seine Tore an {names} offen sind</translation>
    </message>
    <message>
        <source>input '{name}' takes its default, since its list cannot be complete without {names}</source>
        <translation>Eingang „{name}“ nimmt seine Vorgabe, denn ohne {names} kann seine Liste nicht vollständig sein</translation>
    </message>
    <message>
        <source>input '{name}' is left out, since its list cannot be complete without {names}</source>
        <translation>Eingang „{name}“ bleibt weg, denn ohne {names} kann seine Liste nicht vollständig sein</translation>
    </message>
    <message>
        <source>input '{name}' is a gate: the step runs only if no value comes with {condition}</source>
        <translation>Eingang „{name}“ ist ein Tor: der Schritt läuft nur, wenn kein Wert kommt mit {condition}</translation>
    </message>
    <message>
        <source>nothing asks for '{name}': {why}</source>
        <translation>nichts verlangt „{name}“: {why}</translation>
    </message>
    <message>
        <source>the wire is watched: '{target}' wants no '{name}' to come from '{source}'</source>
        <translation>Die Leitung wird überwacht: „{target}“ will, dass kein „{name}“ von „{source}“ kommt</translation>
    </message>
    <message>
        <source>the wire is in use: '{target}' takes '{name}' from '{source}'</source>
        <translation>Die Leitung ist in Gebrauch: „{target}“ nimmt „{name}“ von „{source}“</translation>
    </message>
    <message>
        <source>the wire to '{target}' is not in use: {why}</source>
        <translation>Die Leitung zu „{target}“ ist nicht in Gebrauch: {why}</translation>
    </message>
    <message>
        <source>correct the code of step '{step}', or what it is given</source>
        <translation>Den Code von Schritt „{step}“ berichtigen, oder was er bekommt</translation>
    </message>
    <message>
        <source>give step '{step}' a longer timeout, or make its work shorter</source>
        <translation>Schritt „{step}“ mehr Zeit geben, oder seine Arbeit verkürzen</translation>
    </message>
    <message>
        <source>let step '{step}' get a value of the type that its input declares</source>
        <translation>Schritt „{step}“ einen Wert der Art geben, die sein Eingang nennt</translation>
    </message>
    <message>
        <source>let step '{step}' return a value of the type that its output declares</source>
        <translation>Schritt „{step}“ einen Wert der Art zurückgeben lassen, die sein Ausgang nennt</translation>
    </message>
    <message>
        <source>let step '{step}' return that output, or make the output optional</source>
        <translation>Schritt „{step}“ diesen Ausgang zurückgeben lassen, oder ihn freistellen</translation>
    </message>
    <message>
        <source>correct the condition of step '{step}'</source>
        <translation>Die Bedingung von Schritt „{step}“ berichtigen</translation>
    </message>
    <message>
        <source>give '{name}' a value</source>
        <translation>„{name}“ einen Wert geben</translation>
    </message>
    <message>
        <source>give '{name}' another value</source>
        <translation>„{name}“ einen anderen Wert geben</translation>
    </message>
    <message>
        <source>do not give '{name}'</source>
        <translation>„{name}“ nicht geben</translation>
    </message>
    <message>
        <source>enable step '{step}'</source>
        <translation>Schritt „{step}“ einschalten</translation>
    </message>
    <message>
        <source>mark step '{step}' as a goal</source>
        <translation>Schritt „{step}“ als Ziel kennzeichnen</translation>
    </message>
    <message>
        <source>unpin input '{port}'</source>
        <translation>Eingang „{port}“ loslassen</translation>
    </message>
    <message>
        <source>unpin output '{port}'</source>
        <translation>Ausgang „{port}“ loslassen</translation>
    </message>
    <message>
        <source>connect '{source}' to '{target}'</source>
        <translation>„{source}“ mit „{target}“ verbinden</translation>
    </message>
    <message>
        <source>cut the wire from '{source}' to '{target}'</source>
        <translation>Die Leitung von „{source}“ zu „{target}“ trennen</translation>
    </message>
    <message>
        <source>correct step '{step}'</source>
        <translation>Schritt „{step}“ berichtigen</translation>
    </message>
    <message>
        <source>'{name}' cannot be written into a command, and is left out</source>
        <translation>„{name}“ lässt sich nicht in einen Befehl schreiben und ist weggelassen</translation>
    </message>
    <message>
        <source>'{name}' was typed by a person and is not kept: give another reference</source>
        <translation>„{name}“ hat jemand eingetippt und ist nicht aufgehoben: einen anderen Verweis angeben</translation>
    </message>
    <message>
        <source>{names} of step '{step}' was given another value at a breakpoint: the command does not do that</source>
        <translation>{names} von Schritt „{step}“ bekam an einem Haltepunkt einen anderen Wert: das tut der Befehl nicht</translation>
    </message>
    <message>
        <source>no command does this run again: it was of {steps} alone, and other steps of '{file}' would make {names}</source>
        <translation>kein Befehl wiederholt diesen Lauf: er war nur von {steps}, und andere Schritte von „{file}“ würden {names} liefern</translation>
    </message>
    <message>
        <source>no command does this run again: it took the other results of run '{run}', which is not kept any more</source>
        <translation>kein Befehl wiederholt diesen Lauf: die übrigen Ergebnisse kamen aus Lauf „{run}“, der nicht mehr aufgehoben ist</translation>
    </message>
    <message>
        <source>no command does this run again: it took the other results of run '{run}', which had no step '{step}'</source>
        <translation>kein Befehl wiederholt diesen Lauf: die übrigen Ergebnisse kamen aus Lauf „{run}“, der keinen Schritt „{step}“ hatte</translation>
    </message>
    <message>
        <source>the flow was edited after run '{run}': the command runs it as it was then</source>
        <translation>der Ablauf wurde nach Lauf „{run}“ geändert: der Befehl führt ihn so aus, wie er damals war</translation>
    </message>
    <message>
        <source>run '{run}' had other values or goals: the command has those of that run</source>
        <translation>Lauf „{run}“ hatte andere Werte oder Ziele: der Befehl nimmt die von damals</translation>
    </message>
    <message>
        <source>run again from step '{step}' on</source>
        <translation>Ab Schritt „{step}“ noch einmal ausführen</translation>
    </message>
    <message>
        <source>This Flow has no input '{name}'.</source>
        <translation>Dieser Ablauf hat keine Eingabe „{name}“.</translation>
    </message>
    <message>
        <source>Step '{step}' has no input '{name}'.</source>
        <translation>Schritt „{step}“ hat keinen Eingang „{name}“.</translation>
    </message>
    <message>
        <source>Step '{step}' has no output '{name}'.</source>
        <translation>Schritt „{step}“ hat keinen Ausgang „{name}“.</translation>
    </message>
    <message>
        <source>'{old}' has no wires that could be moved. Drag without Shift to draw one.</source>
        <translation>„{old}“ hat keine Leitungen, die sich umhängen ließen. Zum Zeichnen ohne Umschalttaste ziehen.</translation>
    </message>
    <message>
        <source>Select two steps or more: each is connected to the next.</source>
        <translation>Zwei Schritte oder mehr auswählen: Jeder wird mit dem nächsten verbunden.</translation>
    </message>
    <message>
        <source>'{one}' and '{other}' are connected already.</source>
        <translation>„{one}“ und „{other}“ sind schon verbunden.</translation>
    </message>
    <message>
        <source>'{one}' has no output that '{other}' could take.</source>
        <translation>„{one}“ hat keinen Ausgang, den „{other}“ nehmen könnte.</translation>
    </message>
    <message>
        <source>No input of '{step}' takes {given}. Change the type of one of them.</source>
        <translation>Kein Eingang von „{step}“ nimmt {given}. Einen der beiden Typen ändern.</translation>
    </message>
    <message>
        <source>No output of '{step}' gives {taken}. Change the type of one of them.</source>
        <translation>Kein Ausgang von „{step}“ gibt {taken}. Einen der beiden Typen ändern.</translation>
    </message>
    <message>
        <source>'{name}' cannot be the name of {what}: use letters, digits and '_', and do not begin with a digit.</source>
        <translation>„{name}“ kann nicht der Name {what} sein: Buchstaben, Ziffern und „_“ sind möglich, am Anfang keine Ziffer.</translation>
    </message>
    <message>
        <source>an Attribute</source>
        <translation>eines Attributs</translation>
    </message>
    <message>
        <source>a Flow input</source>
        <translation>einer Eingabe des Ablaufs</translation>
    </message>
    <message>
        <source>an input</source>
        <translation>eines Eingangs</translation>
    </message>
    <message>
        <source>an output</source>
        <translation>eines Ausgangs</translation>
    </message>
    <message>
        <source>A flow file cannot hold this: {why}</source>
        <translation>Eine Ablaufdatei kann das nicht aufnehmen: {why}</translation>
    </message>
    <message>
        <source>A flow file cannot hold this: {why}. Use texts, finite numbers, lists and objects.</source>
        <translation>Eine Ablaufdatei kann das nicht aufnehmen: {why}. Texte, endliche Zahlen, Listen und Objekte sind möglich.</translation>
    </message>
    <message>
        <source>'{step}' reads from the selected steps and feeds them too, so it would have to run in the middle of the new Flow. Select it as well.</source>
        <translation>„{step}“ liest von den ausgewählten Schritten und speist sie auch; er müsste also mitten im neuen Ablauf laufen. Ihn mit auswählen.</translation>
    </message>
    <message>
        <source>Collapse to '{name}'</source>
        <translation>Zu „{name}“ zusammenfassen</translation>
    </message>
    <message>
        <source>Add preset '{name}'</source>
        <translation>Vorgabe „{name}“ hinzufügen</translation>
    </message>
    <message>
        <source>There is a preset '{name}' already.</source>
        <translation>Es gibt schon eine Vorgabe „{name}“.</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>Ihr einen Namen geben.</translation>
    </message>
    <message>
        <source>Rename preset '{old}' to '{new}'</source>
        <translation>Vorgabe „{old}“ in „{new}“ umbenennen</translation>
    </message>
    <message>
        <source>Change preset '{name}'</source>
        <translation>Vorgabe „{name}“ ändern</translation>
    </message>
    <message>
        <source>Remove preset '{name}'</source>
        <translation>Vorgabe „{name}“ entfernen</translation>
    </message>
    <message>
        <source>The values are a JSON object, such as {example}.</source>
        <translation>Die Werte sind ein JSON-Objekt, etwa {example}.</translation>
    </message>
    <message>
        <source>'{name}' cannot be the name of an Attribute.</source>
        <translation>„{name}“ kann nicht der Name eines Attributs sein.</translation>
    </message>
    <message>
        <source>input '{name}' takes the first that steps {steps} deliver, asked one after the other</source>
        <translation>Eingang „{name}“ nimmt das Erste, das die Schritte {steps} liefern, die nacheinander gefragt werden</translation>
    </message>
    <message>
        <source>input '{name}' takes what arrives first from steps {steps}, which all run at once</source>
        <translation>Eingang „{name}“ nimmt, was zuerst von den Schritten {steps} kommt, die alle zugleich laufen</translation>
    </message>
    <message>
        <source>input '{name}' waits until steps {steps} have ended, and takes what arrived last</source>
        <translation>Eingang „{name}“ wartet, bis die Schritte {steps} zu Ende sind, und nimmt, was zuletzt kam</translation>
    </message>
    <message>
        <source>input '{name}' waits until steps {steps} have ended, and takes a list of what they delivered</source>
        <translation>Eingang „{name}“ wartet, bis die Schritte {steps} zu Ende sind, und nimmt eine Liste dessen, was sie lieferten</translation>
    </message>
    <message>
        <source>input '{name}' waits for a list of what steps {steps} deliver: every one of them</source>
        <translation>Eingang „{name}“ wartet auf eine Liste dessen, was die Schritte {steps} liefern: jeder von ihnen</translation>
    </message>
    <message>
        <source>input '{name}' is a gate: it waits until steps {steps} have ended, and wants nothing to come</source>
        <translation>Eingang „{name}“ ist ein Tor: er wartet, bis die Schritte {steps} zu Ende sind, und will, dass nichts kommt</translation>
    </message>
    <message>
        <source>Nothing can be wrong yet: the flow is empty.</source>
        <translation>Noch kann nichts falsch sein: Der Ablauf ist leer.</translation>
    </message>
    <message>
        <source>Execute</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Export for Argyll…</source>
        <translation>Für Argyll exportieren…</translation>
    </message>
    <message>
        <source>Last run: {done}</source>
        <translation>Letzter Lauf: {done}</translation>
    </message>
    <message>
        <source>Step {step} is done{took}, as asked</source>
        <translation>Schritt {step} ist{took} fertig, wie verlangt</translation>
    </message>
    <message>
        <source>Steps {steps} are done{took}, as asked</source>
        <translation>Die Schritte {steps} sind{took} fertig, wie verlangt</translation>
    </message>
    <message>
        <source>A run of {time}</source>
        <translation>Ein Lauf von {time}</translation>
    </message>
    <message>
        <source>That was not done: the flow had changed meanwhile. It is shown as it is now; do it anew.</source>
        <translation>Das wurde nicht getan: Der Ablauf hatte sich inzwischen geändert. Er ist jetzt so zu sehen, wie er ist; tu es noch einmal.</translation>
    </message>
    <message>
        <source>values as in the last run</source>
        <translation>Werte wie im letzten Lauf</translation>
    </message>
    <message>
        <source>Paused: {some} of {all} Steps done</source>
        <translation>Angehalten: {some} von {all} Schritten fertig</translation>
    </message>
    <message>
        <source>Running: {some} of {all} Steps done</source>
        <translation>Läuft: {some} von {all} Schritten fertig</translation>
    </message>
    <message>
        <source>the run would fail: {problems}</source>
        <translation>der Lauf würde scheitern: {problems}</translation>
    </message>
    <message>
        <source>It would fail: {why}</source>
        <translation>Er würde scheitern: {why}</translation>
    </message>
    <message>
        <source>No problems. Run asks for {names} first.</source>
        <translation>Keine Probleme. Ausführen fragt zuerst nach {names}.</translation>
    </message>
    <message>
        <source>'{given}' does not look like an email address. It is taken as it is.</source>
        <translation>„{given}“ sieht nicht nach einer E-Mail-Adresse aus. Es wird so genommen, wie es ist.</translation>
    </message>
    <message>
        <source>'{given}' does not look like an address of the web. It is taken as it is.</source>
        <translation>„{given}“ sieht nicht nach einer Web-Adresse aus. Es wird so genommen, wie es ist.</translation>
    </message>
    <message>
        <source>Put the steps into '{name}' beside the flow.</source>
        <translation>Die Schritte stehen jetzt in „{name}“ neben dem Ablauf.</translation>
    </message>
    <message>
        <source>'{name}' stays beside the flow: it was changed, or is in use.</source>
        <translation>„{name}“ bleibt neben dem Ablauf: Es wurde geändert oder wird gebraucht.</translation>
    </message>
    <message>
        <source>'{name}' beside the flow was taken away again.</source>
        <translation>„{name}“ neben dem Ablauf ist wieder weg.</translation>
    </message>
    <message>
        <source>'{name}' beside the flow is as it was before.</source>
        <translation>„{name}“ neben dem Ablauf ist wieder wie vorher.</translation>
    </message>
    <message>
        <source>'{name}' was not written again: it holds something else now.</source>
        <translation>„{name}“ wurde nicht wieder geschrieben: Dort steht inzwischen etwas anderes.</translation>
    </message>
    <message>
        <source>'{name}' beside the flow was written again.</source>
        <translation>„{name}“ neben dem Ablauf ist wieder da.</translation>
    </message>
    <message>
        <source>It cannot be brought back.</source>
        <translation>Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>the workers are being closed</source>
        <translation>die Worker werden beendet</translation>
    </message>
    <message>
        <source>The last run is being closed. Then this one starts.</source>
        <translation>Der letzte Lauf wird beendet. Danach beginnt dieser.</translation>
    </message>
    <message>
        <source>Do not start it</source>
        <translation>Nicht starten</translation>
    </message>
    <message>
        <source>changed by hand at the breakpoint</source>
        <translation>von Hand am Haltepunkt geändert</translation>
    </message>
    <message>
        <source>failed in this run: {why}</source>
        <translation>in diesem Lauf fehlgeschlagen: {why}</translation>
    </message>
    <message>
        <source>failed in this run</source>
        <translation>in diesem Lauf fehlgeschlagen</translation>
    </message>
    <message>
        <source>'{name}' has changes that are not saved. Save them first.</source>
        <translation>„{name}“ hat ungespeicherte Änderungen. Zuerst speichern.</translation>
    </message>
    <message>
        <source>Files of code that are not saved</source>
        <translation>Ungespeicherte Code-Dateien</translation>
    </message>
    <message>
        <source>line {line} and what follows differ</source>
        <translation>anders ab Zeile {line}</translation>
    </message>
    <message>
        <source>● code unsaved</source>
        <translation>● Code ungespeichert</translation>
    </message>
    <message>
        <source>its folder '{folder}' is not there any more</source>
        <translation>der Ordner „{folder}“ ist nicht mehr da</translation>
    </message>
    <message>
        <source>Make the folder again</source>
        <translation>Ordner neu anlegen</translation>
    </message>
    <message>
        <source>'{name}' and its folder are not there any more. Your work is still here: save it elsewhere, or make the folder again.</source>
        <translation>„{name}“ und der Ordner sind nicht mehr da. Die Arbeit ist noch hier: woanders speichern oder den Ordner neu anlegen.</translation>
    </message>
    <message>
        <source>There is no unsaved work to recover.</source>
        <translation>Es gibt keine ungespeicherte Arbeit wiederherzustellen.</translation>
    </message>
    <message>
        <source>note added: {names}</source>
        <translation>Notiz hinzugefügt: {names}</translation>
    </message>
    <message>
        <source>note removed: {names}</source>
        <translation>Notiz entfernt: {names}</translation>
    </message>
    <message>
        <source>note changed: {names}</source>
        <translation>Notiz geändert: {names}</translation>
    </message>
    <message>
        <source>note moved: {names}</source>
        <translation>Notiz verschoben: {names}</translation>
    </message>
    <message>
        <source>frame added: {names}</source>
        <translation>Rahmen hinzugefügt: {names}</translation>
    </message>
    <message>
        <source>frame removed: {names}</source>
        <translation>Rahmen entfernt: {names}</translation>
    </message>
    <message>
        <source>frame changed: {names}</source>
        <translation>Rahmen geändert: {names}</translation>
    </message>
    <message>
        <source>frame moved: {names}</source>
        <translation>Rahmen verschoben: {names}</translation>
    </message>
    <message>
        <source>how wires are led</source>
        <translation>wie Drähte geführt sind</translation>
    </message>
    <message>
        <source>breakpoints</source>
        <translation>Haltepunkte</translation>
    </message>
    <message>
        <source>Next unsaved code</source>
        <translation>Nächster ungespeicherter Code</translation>
    </message>
    <message>
        <source>unexpected {what}; expected a value</source>
        <translation>{what} ist hier nicht erwartet, sondern ein Wert</translation>
    </message>
    <message>
        <source>unexpected {what}; expected the end</source>
        <translation>{what} ist hier nicht erwartet, sondern das Ende</translation>
    </message>
    <message>
        <source>unexpected {what}; expected {wanted}</source>
        <translation>{what} ist hier nicht erwartet, sondern {wanted}</translation>
    </message>
    <message>
        <source>extraneous input {what}; expected a value</source>
        <translation>{what} ist hier zu viel, erwartet ist ein Wert</translation>
    </message>
    <message>
        <source>extraneous input {what}; expected the end</source>
        <translation>{what} ist hier zu viel, erwartet ist das Ende</translation>
    </message>
    <message>
        <source>extraneous input {what}; expected {wanted}</source>
        <translation>{what} ist hier zu viel, erwartet ist {wanted}</translation>
    </message>
    <message>
        <source>missing {what} at {place}</source>
        <translation>hier fehlt {what} (dort steht {place})</translation>
    </message>
    <message>
        <source>reserved identifier: {word}</source>
        <translation>„{word}“ ist vergeben und kann hier kein Name sein</translation>
    </message>
    <message>
        <source>'=' says nothing here; write '==' to compare</source>
        <translation>„=“ sagt hier nichts; verglichen wird mit „==“</translation>
    </message>
    <message>
        <source>'{sign}' says nothing here</source>
        <translation>„{sign}“ sagt hier nichts</translation>
    </message>
    <message>
        <source>the text that begins with {text} does not end</source>
        <translation>der Text, der mit {text} anfängt, hört nicht auf</translation>
    </message>
    <message>
        <source>'{word}' is written '{sign}' here</source>
        <translation>„{word}“ schreibt man hier „{sign}“</translation>
    </message>
    <message>
        <source>'{word}' cannot be called with what stands in its brackets</source>
        <translation>„{word}“ geht nicht mit dem, was in seinen Klammern steht</translation>
    </message>
    <message>
        <source>there is no function or type '{name}'</source>
        <translation>eine Funktion oder einen Typ „{name}“ gibt es nicht</translation>
    </message>
    <message>
        <source>The selected steps lie so already.</source>
        <translation>Die ausgewählten Schritte liegen schon so.</translation>
    </message>
    <message>
        <source>whole number</source>
        <translation>ganze Zahl</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>'{sign}' cannot take ({types}); write double(...) around the int, or 2.0 for 2</source>
        <translation>„{sign}“ geht nicht mit ({types}); double(...) um die ganze Zahl schreiben, oder 2.0 statt 2</translation>
    </message>
    <message>
        <source>'{sign}' cannot take ({types})</source>
        <translation>„{sign}“ geht nicht mit ({types})</translation>
    </message>
    <message>
        <source>'{sign}' cannot take these values</source>
        <translation>„{sign}“ geht nicht mit diesen Werten</translation>
    </message>
    <message>
        <source>there is no '{name}'</source>
        <translation>„{name}“ gibt es hier nicht</translation>
    </message>
    <message>
        <source>there is no key '{key}'; has(object.key) tells whether there is one</source>
        <translation>einen Schlüssel „{key}“ gibt es nicht; has(object.key) sagt, ob es ihn gibt</translation>
    </message>
    <message>
        <source>there is no item {number}: the list has {count}, counted from 0</source>
        <translation>einen Eintrag {number} gibt es nicht: die Liste hat {count}, gezählt ab 0</translation>
    </message>
    <message>
        <source>an item of a list is asked for by its number, and this gave {types}</source>
        <translation>nach einem Eintrag einer Liste fragt man mit seiner Nummer, und das ergab {types}</translation>
    </message>
    <message>
        <source>only a list or an object can be gone through</source>
        <translation>nur durch Listen und Objekte kann man gehen</translation>
    </message>
    <message>
        <source>a field is asked of a value that has none (it may be null: test it first)</source>
        <translation>ein Feld wird von einem Wert verlangt, der keines hat (er kann null sein: erst prüfen)</translation>
    </message>
    <message>
        <source>what stands before '?' is not true or false</source>
        <translation>was vor „?“ steht, ist nicht wahr oder falsch</translation>
    </message>
    <message>
        <source>a condition gives true or false, and this gave {what}</source>
        <translation>eine Bedingung ergibt wahr oder falsch, und diese ergab {what}</translation>
    </message>
    <message>
        <source>divide by zero</source>
        <translation>durch null geteilt</translation>
    </message>
    <message>
        <source>modulus by zero</source>
        <translation>Rest bei einer Teilung durch null</translation>
    </message>
    <message>
        <source>integer overflow</source>
        <translation>die ganze Zahl wird zu groß</translation>
    </message>
    <message>
        <source>cannot convert {one} to {other}</source>
        <translation>aus {one} wird kein {other}</translation>
    </message>
    <message>
        <source>it is nested too deeply, or is too long a chain; split it into several steps</source>
        <translation>es ist zu tief geschachtelt oder eine zu lange Kette; auf mehrere Schritte verteilen</translation>
    </message>
    <message>
        <source>it goes through more than 9,999 items; do that in a Python step</source>
        <translation>es geht durch mehr als 9.999 Einträge; das besser in einem Python-Schritt tun</translation>
    </message>
    <message>
        <source>'{name}' is too large for an expression</source>
        <translation>„{name}“ ist zu groß für einen Ausdruck</translation>
    </message>
    <message>
        <source>'{expression}': {why}</source>
        <translation>„{expression}“: {why}</translation>
    </message>
    <message>
        <source>this is no expression; the checker says in English: {said}</source>
        <translation>das ist kein Ausdruck; die Prüfung sagt auf Englisch: {said}</translation>
    </message>
    <message>
        <source>this is no Python; Python says in English: {said}</source>
        <translation>das ist kein Python; Python sagt auf Englisch: {said}</translation>
    </message>
    <message>
        <source>There is no '{name}' here.</source>
        <translation>„{name}“ gibt es hier nicht.</translation>
    </message>
    <message>
        <source>This cannot be read as Python.</source>
        <translation>Das lässt sich nicht als Python lesen.</translation>
    </message>
    <message>
        <source>'{name}', line {line}</source>
        <translation>„{name}“, Zeile {line}</translation>
    </message>
    <message>
        <source>'{module}' has no function '{name}'.</source>
        <translation>„{module}“ hat keine Funktion „{name}“.</translation>
    </message>
    <message>
        <source>There are none to use.</source>
        <translation>Es gibt keine.</translation>
    </message>
    <message>
        <source>There are {names}.</source>
        <translation>Es gibt {names}.</translation>
    </message>
    <message>
        <source>There are {names} and others.</source>
        <translation>Es gibt {names} und andere.</translation>
    </message>
    <message>
        <source>end</source>
        <translation>das Ende</translation>
    </message>
    <message>
        <source>the end</source>
        <translation>das Ende</translation>
    </message>
    <message>
        <source>'{name}'</source>
        <translation>„{name}“</translation>
    </message>
    <message>
        <source>There is only {name}.</source>
        <translation>Es gibt nur {name}.</translation>
    </message>
</context>
</TS>
